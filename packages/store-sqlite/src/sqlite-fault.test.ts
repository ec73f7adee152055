import { StoreError } from '@authfactor/engine';
import { describe, expect, it } from 'vitest';
import { toStoreError } from './sqlite-fault.ts';

const sqliteError = (errcode: number): Error =>
  Object.assign(new Error('as SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('toStoreError', () => {
  it.each([
    ['BUSY', 5, 'unavailable'],
    ['BUSY_SNAPSHOT', 517, 'unavailable'],
    ['LOCKED', 6, 'unavailable'],
    ['READONLY', 8, 'unavailable'],
    ['IOERR_FSYNC', 1034, 'unavailable'],
    ['CORRUPT', 11, 'damaged'],
    ['CORRUPT_INDEX', 779, 'damaged'],
    ['FULL', 13, 'unavailable'],
    ['CANTOPEN', 14, 'unavailable'],
    ['TOOBIG', 18, 'too-large'],
    ['CONSTRAINT_DATATYPE', 3091, 'unavailable'],
    ['NOTADB', 26, 'damaged'],
  ] as const)('SQLITE_%s is %s → %s', (_, errcode, code) => {
    const cause = sqliteError(errcode);
    expect(toStoreError(cause)).toMatchObject({ name: 'StoreError', code, cause });
  });

  it('a StoreError stays what it is', () => {
    const error = new StoreError('damaged', 'A stored document is not JSON');
    expect(toStoreError(error)).toBe(error);
  });

  it.each([undefined, 'text', new Error('anything')])('any other fault is unavailable: %s', (fault) => {
    expect(toStoreError(fault).code).toBe('unavailable');
  });
});
