/** Ids that Okta makes are letters and digits; `-` and `_` are allowed for, anything that could leave a path is not. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

export const isOktaId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

/** One push factor of one user: one device. */
export interface Device {
  readonly userId: string;
  readonly factorId: string;
}

/** One push to one device. */
export interface Transaction extends Device {
  readonly transactionId: string;
}

/** As `handle` and `transaction` of the factor port. */
export const deviceText = ({ userId, factorId }: Device): string => `${userId}.${factorId}`;

export const transactionText = (transaction: Transaction): string =>
  `${deviceText(transaction)}.${transaction.transactionId}`;

/** Gives `undefined` for what `deviceText` did not make. */
export function readDevice(text: string): Device | undefined {
  const [userId, factorId, ...more] = text.split('.');
  return isOktaId(userId) && isOktaId(factorId) && more.length === 0 ? { userId, factorId } : undefined;
}

/** Gives `undefined` for what `transactionText` did not make. */
export function readTransaction(text: string): Transaction | undefined {
  const [userId, factorId, transactionId, ...more] = text.split('.');
  return isOktaId(userId) && isOktaId(factorId) && isOktaId(transactionId) && more.length === 0
    ? { userId, factorId, transactionId }
    : undefined;
}

export const userPath = (userId: string): string => `/api/v1/users/${userId}`;

export const factorsPath = (userId: string): string => `${userPath(userId)}/factors`;

export const verifyPath = ({ userId, factorId }: Device): string => `${factorsPath(userId)}/${factorId}/verify`;

export const transactionPath = ({ userId, factorId, transactionId }: Transaction): string =>
  `${factorsPath(userId)}/${factorId}/transactions/${transactionId}`;

/**
 * The id in a link to a transaction of this device, or `undefined` where the link leads elsewhere: to another origin,
 * user or factor, or to anything but a transaction. The link itself is never followed.
 */
export function transactionIdOf(href: unknown, orgUrl: string, device: Device): string | undefined {
  const url = typeof href === 'string' ? URL.parse(href) : null;
  const transactionId = url?.pathname.split('/').at(-1);
  if (!isOktaId(transactionId)) return undefined;
  const expected = transactionPath({ ...device, transactionId });
  return url?.href === `${orgUrl}${expected}` ? transactionId : undefined;
}
