import { expect, test } from 'vitest';
import { createOktaPush } from '../src/index.ts';
import { OFFLINE } from './offline-factor.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const APPROVAL = '{"factorResult":"SUCCESS"}';
const signal = new AbortController().signal;

/** What a poll makes of Okta's answer; the code of the fault where it makes nothing of it. */
async function pollOf(body: string, status = 200, headers: Record<string, string> = JSON_TYPE): Promise<string> {
  const { poll } = createOktaPush({
    ...OFFLINE,
    fetch: async (url) =>
      url.endsWith('/token')
        ? Response.json({ access_token: 'a', token_type: 'Bearer' })
        : new Response(body, { status, headers }),
  });
  const polled = await poll('00uA.opfB.mstC', signal).catch((error) => ({ kind: error.code }));
  return polled.kind;
}

test('the approval that Okta documents is one', async () => {
  expect(await pollOf(APPROVAL)).toBe('approved');
});

test('an approval that still shows the number which was matched is one', async () => {
  const body = '{"factorResult":"SUCCESS","_embedded":{"challenge":{"correctAnswer":92}}}';
  expect(await pollOf(body)).toBe('approved');
});

test.each<[string, string, string]>([
  ['an error code', '{"factorResult":"SUCCESS","errorCode":null}', 'failed'],
  ['an error’s summary', '{"factorResult":"SUCCESS","errorSummary":""}', 'failed'],
  ['a link without an address', '{"factorResult":"SUCCESS","_links":{"poll":[]}}', 'failed'],
  ['small letters', '{"factorResult":"success"}', 'failed'],
  ['a name that every object has', '{"factorResult":"constructor"}', 'failed'],
  ['a list around it', `[${APPROVAL}]`, 'malformed'],
  ['a list in it', '{"factorResult":["SUCCESS"]}', 'malformed'],
  ['a prototype that has it', '{"__proto__":{"factorResult":"SUCCESS"}}', 'malformed'],
  ['more behind it', `${APPROVAL}{}`, 'malformed'],
])('one with %s is none', async (_, body, kind) => {
  expect(await pollOf(body)).toBe(kind);
});

test.each([201, 202, 206])('one with the status %d is none', async (status) => {
  expect(await pollOf(APPROVAL, status)).toBe('malformed');
});

test.each(['text/html', 'application/jsonx', ''])('one of the type %j is none', async (type) => {
  expect(await pollOf(APPROVAL, 200, type === '' ? {} : { 'content-type': type })).toBe('malformed');
});
