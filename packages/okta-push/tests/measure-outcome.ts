import { randomUUID } from 'node:crypto';
import type { ChallengeView, Outcome } from '@authfactor/engine';
import type { FakeOkta } from '../src/fake-okta/index.ts';
import { createOktaBench, type OktaBench, startTrusted, until } from './okta-bench.ts';
import type { OutcomeRow } from './outcome-rows.ts';

/** Lets the time limit pass where Okta does not answer. */
async function patiently<T>(bench: OktaBench, row: OutcomeRow, work: Promise<T>): Promise<T> {
  if (row.fault?.kind === 'slow') {
    const before = bench.okta.counts().unanswered;
    await until(() => bench.okta.counts().unanswered > before);
    bench.expire();
  }
  return work;
}

const upper = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** What becomes of a challenge, as the cells of the document's table: begin, challenge, event, counted. */
export async function measureOutcome(shared: FakeOkta, row: OutcomeRow): Promise<readonly string[]> {
  await using own = row.goneBefore === undefined ? undefined : await startTrusted({ keepAlive: false });
  const okta = own ?? shared;
  const goes = (when: OutcomeRow['goneBefore']) => (row.goneBefore === when ? own?.[Symbol.asyncDispose]() : undefined);
  await using bench = createOktaBench(okta, {
    async beforeVerify(running) {
      await row.beforeVerify?.(running);
      await goes('verify');
    },
  });
  for (const user of row.users?.(bench.subject) ?? [{ login: bench.subject }]) {
    okta.addUser(user);
  }
  const atPoll = row.fault?.operation === 'poll';
  if (row.fault !== undefined) okta.inject(row.fault);

  await goes('begin');
  const requestId = randomUUID();
  const pushesBefore = okta.counts().pushes;
  const begun = await (atPoll ? bench.begin(requestId) : patiently(bench, row, bench.begin(requestId)));
  await goes('poll');
  const seen = begun.kind === 'ok' ? await watch(bench, row, begun.value) : undefined;
  const cells = [
    begun.kind === 'ok' ? upper(begun.value.state) : begun.reason,
    seen === undefined ? '–' : upper(seen.state),
    await endedBy(bench),
    ((await bench.account())?.attempts.recent.length ?? 0) > 0 ? 'yes' : 'no',
  ];
  await expectNoSecondPush(bench, requestId, begun, pushesBefore);
  return cells;
}

async function watch(bench: OktaBench, row: OutcomeRow, { challengeId, state }: ChallengeView): Promise<ChallengeView> {
  if (state === 'awaiting-device') row.decide?.(bench, bench.push());
  const looking = bench.get(challengeId);
  return row.fault?.operation === 'poll' ? patiently(bench, row, looking) : looking;
}

/** The event that ended the challenge, with its reason. */
async function endedBy(bench: OktaBench): Promise<string> {
  const [event] = (await bench.events()).filter(
    ({ type }) => type.startsWith('challenge.') && !type.endsWith('.begun'),
  );
  return event === undefined ? '–' : `\`${event.type}\`${event.reason === '' ? '' : ` ${event.reason}`}`;
}

/** Whatever happened: repeating the call sends a push only where none was sent. */
async function expectNoSecondPush(
  bench: OktaBench,
  requestId: string,
  begun: Outcome<ChallengeView>,
  before: number,
): Promise<void> {
  const { okta } = bench;
  okta.clearFaults();
  const sent = okta.counts().pushes - before;
  await bench.begin(requestId);
  const most = begun.kind === 'ok' ? sent : 1;
  if (okta.counts().pushes - before > most) throw new Error('A repeated begin has sent another push');
}
