import { expect, test } from 'vitest';
import { createFaultLog } from './fault-log.ts';

function setUp() {
  let elapsed = 0;
  const lines: object[] = [];
  const log = createFaultLog({
    logger: { warn: (fields) => lines.push(fields) },
    factorType: 'okta-push',
    what: 'Okta did not do as it was asked',
    monotonic: () => elapsed,
  });
  return {
    log,
    lines,
    advance(ms: number) {
      elapsed += ms;
    },
  };
}

const DOWN = { code: 'not-connected', message: 'No connection' };

test('thousands who meet one fault are one line in ten seconds, with their number', () => {
  const { log, lines, advance } = setUp();
  for (let i = 0; i < 5_000; i++) log(DOWN);
  advance(10_000);
  log(DOWN);
  expect(lines).toMatchObject([
    { factorType: 'okta-push', code: 'not-connected', why: 'No connection', repeated: 0 },
    { repeated: 4_999 },
  ]);
});

test('another fault is told at once', () => {
  const { log, lines } = setUp();
  log(DOWN);
  log({ code: 'server-error', message: 'With status 500' });
  log({ code: 'server-error', message: 'With status 503' });
  expect(lines).toHaveLength(3);
});

test('what is remembered does not grow without end', () => {
  const { log, lines } = setUp();
  for (let i = 0; i < 65; i++) log({ code: 'server-error', message: `With status ${i}` });
  log({ code: 'server-error', message: 'With status 0' });
  expect(lines).toHaveLength(66);
});
