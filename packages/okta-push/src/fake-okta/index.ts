export { type ControlServer, startControlServer } from './control-server.ts';
export type { FakeFactor, FakeUser, NewUser } from './directory.ts';
export { type FakeOkta, type FakeOktaCounts, type FakeOktaOptions, startFakeOkta } from './fake-okta.ts';
export type { Fault, FaultKind } from './fault.ts';
export type { FakePush, Pushes } from './pushes.ts';
export type { FakeClient } from './token-endpoint.ts';
export { trustFakeOkta } from './trust-fake-okta.ts';
