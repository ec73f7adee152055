import type { Clause } from './clause.ts';
import { ADMINISTRATION } from './clauses/administration.ts';
import { ATTEMPTS } from './clauses/attempts.ts';
import { BINDING } from './clauses/binding.ts';
import { CHALLENGES } from './clauses/challenges.ts';
import { DEADLINES } from './clauses/deadlines.ts';
import { DEVICES } from './clauses/devices.ts';
import { DURABILITY } from './clauses/durability.ts';
import { ENROLLMENT } from './clauses/enrollment.ts';
import { FACTORS } from './clauses/factors.ts';
import { IDEMPOTENCY } from './clauses/idempotency.ts';
import { REQUESTS } from './clauses/requests.ts';
import { STATE_MACHINE } from './clauses/state-machine.ts';
import { SUBJECTS } from './clauses/subjects.ts';

/** Every clause, in the order of docs/contract.md. */
export const CLAUSES: readonly Clause[] = [
  ...REQUESTS,
  ...FACTORS,
  ...CHALLENGES,
  ...BINDING,
  ...IDEMPOTENCY,
  ...ATTEMPTS,
  ...STATE_MACHINE,
  ...SUBJECTS,
  ...ADMINISTRATION,
  ...ENROLLMENT,
  ...DEADLINES,
  ...DURABILITY,
  ...DEVICES,
];
