import type { Account } from '@fuxing/identity';

/** The command line and the demonstration sign people in as this client. */
export const CLI_CLIENT = 'fuxing-cli';
/** The password of every demo account. They exist in the trial only, whose provider refuses to start in production. */
export const DEMO_PASSWORD = 'fuxing-demo';

/** People of a district who take part in the demonstration, one for each role, and somebody to whom it must be closed. */
export function demoAccounts(tenant: string): Account[] {
  const person = (username: string, name: string, roles: string[], unit?: string): Account => ({
    username,
    password: DEMO_PASSWORD,
    name,
    tenant,
    roles,
    ...(unit ? { unit } : {}),
  });
  return [
    person('guanli', '系统管理员 operator', ['operator']),
    person('kaohe', '考核办 performance office', ['office']),
    person('heyan', '数据核验员 verifier', ['verifier']),
    person('fuhe', '数据复核员 second verifier', ['verifier']),
    person('lingdao', '区领导 leader', ['leader']),
    person('shenji', '审计员 auditor', ['auditor']),
    person('shichang', '市场监督管理局填报员 reporter', ['reporter'], 'scjg'),
    {
      ...person('linqu', '邻区管理员 operator of another district', ['operator', 'office', 'verifier']),
      tenant: 'neighbour',
    },
  ];
}
