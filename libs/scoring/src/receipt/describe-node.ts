import { leafStateText } from '../leaf-state';
import { effectWords } from '../words/choices';
import { describeLeaf } from './describe-leaf';
import type { Block } from './page';
import type { AdjustmentStep, NodeStep, ScoreStep, TotalStep } from './receipt';
import type { Speech } from './speak';

/** What nodes are called, by id. */
export function namesOf(speech: Speech, steps: readonly (ScoreStep | AdjustmentStep)[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const step of steps) {
    if (step.kind === 'ADJUSTMENT') continue;
    names.set(step.nodeId, speech.name(step, step.nodeId));
    if (step.kind === 'NODE') for (const [id, name] of namesOf(speech, step.steps)) names.set(id, name);
  }
  return names;
}

/** A parent or the total: how the children became it. */
export function describeNode(
  speech: Speech,
  step: NodeStep | TotalStep,
  number: string,
  name: string,
): Block[] {
  const blocks: Block[] = [
    {
      kind: 'heading',
      level: 3,
      text: [number, step.kind === 'TOTAL' ? speech.label('total') : name].filter(Boolean).join(' '),
      aside: `${step.after ?? '–'} / ${step.outOf}`,
    },
  ];
  if (step.state !== 'SCORED' && step.kind === 'NODE') {
    blocks.push({ kind: 'note', text: speech.say(effectWords[step.state]) });
  }
  if (step.obstacles.length > 0) {
    const names = namesOf(speech, step.steps);
    const told = step.obstacles.map(
      ({ nodeId, state }) => `${names.get(nodeId) ?? nodeId}: ${speech.say(leafStateText[state])}`,
    );
    blocks.push({ kind: 'note', text: `${speech.label('obstacles')} – ${told.join(' ')}` });
  }
  if (step.kind === 'NODE' && step.availability.least !== '0') {
    const { scored, of, least } = step.availability;
    blocks.push({ kind: 'note', text: speech.label('available', { scored, of, least }) });
  }
  if (step.worked !== '') {
    const label = `${speech.label('blending')} – ${speech.method(step.method)}`;
    blocks.push({ kind: 'working', working: speech.working(label, step) });
  }
  return blocks;
}

/** A bonus or deduction with its leaves. */
export function describeAdjustment(speech: Speech, step: AdjustmentStep, number: number): Block[][] {
  const name = speech.name(step, step.adjustmentId);
  const label = `${speech.label('adjusting')} – ${speech.choice(step.method)}`;
  const head: Block[] = [
    { kind: 'heading', level: 3, text: `${number} ${name}`, aside: `${step.before ?? '0'} / ${step.cap}` },
    { kind: 'working', working: speech.working(label, step) },
  ];
  return [head, ...step.steps.map((leaf, i) => describeLeaf(speech, leaf, `${number}.${i + 1}`))];
}
