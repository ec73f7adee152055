import { createMemoryStore } from '@authfactor/conformance/store';
import { createEngine } from '@authfactor/engine';
import { createRemoteFactor } from '@authfactor/remote-factor';
import { expect, it } from 'vitest';
import { startScriptedRemote } from './scripted-remote.ts';

it('joins an engine when the remote has said what it is', async () => {
  await using endpoint = await startScriptedRemote({});
  using remote = createRemoteFactor({
    factorType: 'questions',
    url: endpoint.url,
    token: () => 'a token with the scope factor.verify',
    tenant: 'acme',
    onTrouble: (trouble) => process.stderr.write(`${trouble.message}\n`),
  });
  await using engine = createEngine({
    store: createMemoryStore(),
    factors: [],
    expected: [remote.factorType],
    clock: { now: Date.now, ageMs: () => 0 },
    onFault: (fault) => process.stderr.write(`${String(fault)}\n`),
  });
  engine.install(await remote.ready);

  const caller = { clientId: 'agent', tenants: ['acme'], scopes: [] };
  const { signal } = new AbortController();
  const listed = await engine.verification.listFactors({ caller, signal }, { tenant: 'acme' });
  expect(listed).toMatchObject({ value: [{ info: { displayName: 'Security questions', assurance: 'low' } }] });
});
