/** A request that has arrived whole. */
export interface Request {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  header(name: string): string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON; none for a 204. */
  readonly body?: unknown;
}

export const oktaError = (status: number, errorCode: string, errorSummary: string): Reply => ({
  status,
  body: { errorCode, errorSummary, errorLink: errorCode, errorId: 'oae', errorCauses: [] },
});

export const notFound = (): Reply => oktaError(404, 'E0000007', 'Not found: Resource not found');
