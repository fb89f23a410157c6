export type { Account, ClientSpec, MachineClient, PublicClient } from './accounts';
export { startIdentityProvider, type IdentityOptions, type RunningIdentityProvider } from './start';
export { signIn, type Tokens } from './sign-in';
