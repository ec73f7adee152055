export type * from './api.ts';
export type * from './documents.ts';
export type { Outcome, Refusal, RefusalReason } from './outcome.ts';
export {
  type EventPosition,
  type EventQuery,
  type PendingOutbox,
  type Store,
  StoreError,
  type StoreErrorCode,
} from './store.ts';
