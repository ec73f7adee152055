import assert from 'node:assert/strict';
import type { LoggedEvent, Store } from '@authfactor/engine';
import { sampleAccount, sampleChallenge, sampleEvent, sampleLoggedEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';

const others = [
  { tenant: 'tenant', subject: 'bob' },
  { tenant: 'other', subject: 'alice' },
  { tenant: 'tenant', subject: 'Alice' },
  { tenant: 'tenant', subject: 'alice ' },
  { tenant: 'tenantalice', subject: '' },
  { tenant: 'tenant', subject: 'alice\0' },
];

const everyone = [{ tenant: 'tenant', subject: 'alice' }, ...others];

const challengeIds = (person: number): readonly string[] => Array.from({ length: 40 }, (_, n) => `c-${person}-${n}`);

const eventsOf = (person: number, tenant: string, subject: string): readonly LoggedEvent[] =>
  Array.from({ length: 260 }, (_, index) =>
    sampleLoggedEvent({ id: `e-${person}-${index}`, tenant, subject, recordedAt: index }),
  );

async function fill(store: Store): Promise<void> {
  for (const [person, { tenant, subject }] of everyone.entries()) {
    for (const factorType of ['soft-pin', 'totp']) {
      await store.writeAccount(sampleAccount({ tenant, subject, factorType, outbox: [sampleEvent()] }), undefined);
    }
    for (const id of challengeIds(person)) await store.insertChallenge(sampleChallenge({ id, tenant, subject }));
    await store.appendEvents(eventsOf(person, tenant, subject));
    await store.writeSettings(sampleSettings({ tenant }), undefined);
  }
}

async function assertErased(store: Store): Promise<void> {
  for (const factorType of ['soft-pin', 'totp']) {
    assert.equal(await store.readAccount({ tenant: 'tenant', factorType, subject: 'alice' }), undefined);
  }
  for (const id of challengeIds(0)) assert.equal(await store.readChallenge(id), undefined);
  const query = { tenant: 'tenant', types: [], limit: 10_000 };
  assert.deepEqual(await store.listEvents({ ...query, subject: 'alice' }), [], 'no event names the subject');
  const blanked = (await store.listEvents(query)).filter((event) => event.id.startsWith('e-0-'));
  assert.deepEqual(
    blanked.map(({ session, ...event }) => ({ ...event, session: session ?? '' })),
    eventsOf(0, 'tenant', '').map((event) => ({ ...event, session: '' })),
    'its events stay in the log, without subject and session',
  );
}

async function assertOthersUntouched(store: Store): Promise<void> {
  for (const [index, { tenant, subject }] of others.entries()) {
    for (const factorType of ['soft-pin', 'totp']) {
      const account = sampleAccount({ tenant, subject, factorType, outbox: [sampleEvent()] });
      assert.deepEqual(await store.readAccount({ tenant, factorType, subject }), account);
    }
    for (const id of challengeIds(index + 1)) {
      assert.deepEqual(await store.readChallenge(id), sampleChallenge({ id, tenant, subject }));
    }
    const ids = eventsOf(index + 1, tenant, subject).map((event) => event.id);
    const events = await store.listEvents({ tenant, types: [], limit: 10_000 });
    const theirs = events.filter((event) => event.id.startsWith(`e-${index + 1}-`));
    assert.deepEqual(theirs.map((event) => event.id).sort(), ids.toSorted());
    for (const event of theirs) assert.deepEqual([event.subject, event.session], [subject, 'session']);
    assert.ok(await store.readSettings({ tenant, factorType: 'soft-pin' }));
  }
}

export const erasureChecks: readonly StoreCheck[] = [
  {
    name: 'erasing takes everything of one subject and nothing of another',
    async run({ store }) {
      await fill(store);
      await store.eraseSubject('tenant', 'alice');
      await assertErased(store);
      await assertOthersUntouched(store);
      const pending = (await store.listOutboxes(100)).filter(({ kind }) => kind === 'account');
      assert.equal(pending.length, 2 * others.length, 'what is erased has no outbox');
    },
  },
  {
    name: 'erasing can be repeated, and the subject can come back',
    async run({ store }) {
      await store.eraseSubject('tenant', 'nobody');
      await fill(store);
      await store.eraseSubject('tenant', 'alice');
      await store.eraseSubject('tenant', 'alice');
      await assertErased(store);
      assert.equal(await store.writeAccount(sampleAccount({ version: 3 }), undefined), true);
      assert.equal(await store.insertChallenge(sampleChallenge({ id: 'c-0-0' })), undefined);
      await store.appendEvents([sampleLoggedEvent({ id: 'later' })]);
      await store.eraseSubject('tenant', 'alice');
      assert.equal(await store.readAccount(sampleAccount()), undefined);
      assert.equal(await store.readChallenge('c-0-0'), undefined);
      await assertOthersUntouched(store);
    },
  },
  {
    name: 'an event that the erased subject caused names it nowhere',
    async run({ store }) {
      const own = sampleLoggedEvent({ id: 'own', actor: 'alice', type: 'credential.enrolled' });
      const foreign = sampleLoggedEvent({ id: 'theirs', subject: 'bob', actor: 'alice', type: 'subject.unlocked' });
      const { session: _, ...bare } = sampleLoggedEvent({ id: 'bare', actor: 'alice' });
      await store.appendEvents([own, foreign, bare]);
      await store.eraseSubject('tenant', 'alice');
      const events = await store.listEvents({ tenant: 'tenant', types: [], limit: 10 });
      const byId = new Map(events.map((event) => [event.id, event]));
      assert.deepEqual([byId.get('own')?.subject, byId.get('own')?.actor], ['', '']);
      assert.deepEqual([byId.get('bare')?.subject, byId.get('bare')?.actor], ['', '']);
      assert.deepEqual(byId.get('theirs'), foreign, "who acted on someone else is that person's event");
    },
  },
];
