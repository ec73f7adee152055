import { inspect } from 'node:util';
import { StoreError } from '@authfactor/engine';
import {
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isDuplicateKey, isRetriable, toStoreError } from './mongo-fault.ts';

const serverError = (code: number, errorLabels: string[] = []): MongoServerError =>
  new MongoServerError({
    code,
    codeName: 'Name',
    errmsg: 'dup key: { _id: "hidden" }',
    keyValue: { _id: 'hidden' },
    errorLabels,
  });

const bsonError = Object.assign(new Error('bad BSON'), { name: 'BSONError' });

describe('toStoreError', () => {
  it.each([
    [13, 'unavailable', 'readWrite'],
    [18, 'unavailable', 'password'],
    [50, 'unavailable', 'too long'],
    [64, 'unavailable', 'majority'],
    [85, 'unavailable', 'index'],
    [121, 'unavailable', 'validators'],
    [10334, 'too-large', 'not written'],
    [17420, 'too-large', 'not written'],
    [10107, 'unavailable', 'see the cause'],
  ] as const)('code %i is %s', (code, fault, word) => {
    expect(toStoreError(serverError(code))).toMatchObject({
      name: 'StoreError',
      code: fault,
      message: expect.stringContaining(word),
    });
  });

  it.each([
    ['a broken connection', new MongoNetworkError('connection closed'), 'unavailable', 'broke'],
    ['a silent connection', new MongoNetworkTimeoutError('timed out'), 'unavailable', 'broke'],
    ['no primary', new MongoServerSelectionError('timed out', {} as never), 'unavailable', 'No primary'],
    ['a closed client', new MongoNotConnectedError('not connected'), 'unavailable', 'closed'],
    ['bad BSON', bsonError, 'damaged', 'BSON'],
    ['anything', new Error('anything'), 'unavailable', 'see the cause'],
    ['nothing', undefined, 'unavailable', 'see the cause'],
  ] as const)('%s', (_, error, code, word) => {
    expect(toStoreError(error)).toMatchObject({ code, message: expect.stringContaining(word) });
  });

  it('a StoreError stays what it is', () => {
    const error = new StoreError('damaged', 'A stored document is not JSON');
    expect(toStoreError(error)).toBe(error);
  });

  it('keeps the code and nothing of what the server quotes', () => {
    const fault = toStoreError(serverError(11000));
    expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain('hidden');
    expect(String(fault.cause)).toContain('11000');
  });
});

it('only a duplicate key is one', () => {
  expect(isDuplicateKey(serverError(11000))).toBe(true);
  expect(isDuplicateKey(serverError(121))).toBe(false);
  expect(isDuplicateKey(new Error('E11000'))).toBe(false);
});

it.each([
  [new MongoNetworkError('closed'), true],
  [serverError(10107), true],
  [serverError(11600), true],
  [serverError(64), true],
  [serverError(1, ['RetryableWriteError']), true],
  [serverError(121), false],
  [serverError(50), false],
  [new MongoServerSelectionError('timed out', {} as never), false],
  [new StoreError('unavailable', 'x'), false],
])('%s may be retried: %s', (error, retriable) => {
  expect(isRetriable(error)).toBe(retriable);
});
