import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayDouble } from './gateway-double';
import { run } from './program';

const root = join(__dirname, '../../..');
const pages = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
];
const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-docs-'));
beforeAll(() => gateway.start());
afterAll(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

/** Command lines in blocks and in running text, as arguments; those with `…` for something are not whole. */
function commandsOf(page: string): string[][] {
  const text = readFileSync(join(root, page), 'utf8');
  const inBlocks = [...text.matchAll(/^(?:\$ )?(?:.*\| )?(?:npx )?fuxing ([a-z].*)$/gm)];
  const inline = [...text.matchAll(/`(?:npx )?fuxing ([^`]* [^`]*)`/g)];
  return (
    [...inBlocks, ...inline]
      .map(([, line = '']) => line.replaceAll('\n', ' ').split(/\s(?:#|&&|>>|\|)\s/)[0] ?? '')
      .filter((line) => !line.includes('…') && !/^login|^events/.test(line))
      // Standard input may be a terminal that nobody types at.
      .map((line) => line.replace(/ -$/, ' nowhere.yaml'))
      .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''))
  );
}

it.each(pages.filter((page) => commandsOf(page).length > 0))(
  '%s names only commands that there are',
  async (page) => {
    for (const args of commandsOf(page)) {
      let said = '';
      await run(['--lang', 'en', '--gateway', gateway.url, ...args], {
        env: { XDG_CONFIG_HOME: home, FUXING_TOKEN: 'given' },
        out: () => undefined,
        err: (text) => (said += text),
        isTerminal: false,
      });
      expect([args.join(' '), said]).toEqual([
        args.join(' '),
        expect.not.stringMatching(/^missing (?:argument|option)|^there is no |^too many/),
      ]);
    }
  },
);
