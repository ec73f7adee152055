import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import {
  Assurance,
  AuthFactorService,
  type BeginChallengeRequest,
  Capability,
  Category,
  Challenge_State,
  Channel,
  type FactorInfoSchema,
  type ListFactorsResponseSchema,
  Role,
  SubjectStatus_State,
  type SubmitAnswerRequest,
  SubmitAnswerResponse_Outcome,
  type SubmitAnswerResponseSchema,
} from '@authfactor/proto';
import { ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';

type Answer = MessageInitShape<typeof SubmitAnswerResponseSchema>;

/** What the remote does; by default it verifies `right` and finds everything else wrong. */
export interface Script {
  list?: (factor: MessageInitShape<typeof FactorInfoSchema>) => MessageInitShape<typeof ListFactorsResponseSchema>;
  begin?: ServiceImpl<typeof AuthFactorService>['beginChallenge'];
  status?: ServiceImpl<typeof AuthFactorService>['getSubjectStatus'];
  submit?: (request: SubmitAnswerRequest, honest: Answer) => Answer | Promise<Answer>;
}

/** A remote factor written by hand, for what a good one never does. Every call is written down. */
export interface ScriptedRemote extends AsyncDisposable {
  readonly url: string;
  readonly begun: BeginChallengeRequest[];
  readonly submitted: SubmitAnswerRequest[];
  readonly tokens: (string | null)[];
  /** Cuts every connection. */
  cut(): void;
  /** Stops listening; `start` listens on the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const FACTOR_TYPE = 'questions';

/** A value that some later version of the contract has. */
export const NEW = 99 as never;

const INFO: MessageInitShape<typeof FactorInfoSchema> = {
  factorType: FACTOR_TYPE,
  displayName: 'Security questions',
  categories: [Category.KNOWLEDGE],
  assurance: Assurance.LOW,
  amr: ['kba'],
  capabilities: [Capability.CANCEL, Capability.ENROLL, NEW],
  channels: [Channel.TEXT, Channel.SPEECH, NEW],
  recommendedRoles: [Role.FIRST],
};

export async function startScriptedRemote(script: Script): Promise<ScriptedRemote> {
  const begun: BeginChallengeRequest[] = [];
  const submitted: SubmitAnswerRequest[] = [];
  const tokens: (string | null)[] = [];
  const challengeOf = (id: string, state: Challenge_State) => ({ challengeId: id, factorType: FACTOR_TYPE, state });
  const note = ({ requestHeader }: HandlerContext) => tokens.push(requestHeader.get('authorization'));

  const handler = connectNodeAdapter({
    routes: (router) => {
      router.service(AuthFactorService, {
        listFactors: (_, context) => {
          note(context);
          return script.list?.(INFO) ?? { factors: [INFO] };
        },
        getSubjectStatus: (request, context) => {
          if (script.status !== undefined) return script.status(request, context);
          return { statuses: [{ factorType: FACTOR_TYPE, state: SubjectStatus_State.ACTIVE }] };
        },
        beginChallenge: (request, context) => {
          note(context);
          begun.push(request);
          if (script.begin !== undefined) return script.begin(request, context);
          return { challenge: challengeOf(`remote ${request.requestId}`, Challenge_State.AWAITING_INPUT) };
        },
        submitAnswer: (request, context) => {
          note(context);
          submitted.push(request);
          const { value } = request.input ?? {};
          const text = value?.case === 'typed' ? value.value.text : value?.value?.transcript;
          const honest: Answer =
            text === 'right'
              ? {
                  outcome: SubmitAnswerResponse_Outcome.VERIFIED,
                  challenge: {
                    ...challengeOf(request.challengeId, Challenge_State.VERIFIED),
                    verification: { assertion: 'of the remote' },
                  },
                }
              : {
                  outcome: SubmitAnswerResponse_Outcome.MISMATCHED,
                  challenge: challengeOf(request.challengeId, Challenge_State.AWAITING_INPUT),
                };
          return script.submit?.(request, honest) ?? honest;
        },
      });
    },
  });

  const sessions = new Set<ServerHttp2Session>();
  let server: Http2Server | undefined;
  let port = 0;
  const cut = () => {
    for (const session of sessions) session.destroy();
  };
  async function start(): Promise<void> {
    server = createServer(handler);
    server.on('session', (session) => {
      sessions.add(session);
      session.once('close', () => sessions.delete(session));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  }
  async function stop(): Promise<void> {
    const closing = server;
    server = undefined;
    cut();
    if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
  }
  await start();
  return { url: `http://127.0.0.1:${port}`, begun, submitted, tokens, cut, start, stop, [Symbol.asyncDispose]: stop };
}

/** An error as the contract has it. */
export function contractError(
  code: Code,
  reason: string,
  { metadata = {}, retrySeconds }: { metadata?: Record<string, string>; retrySeconds?: number } = {},
): ConnectError {
  const details = [
    { desc: ErrorInfoSchema, value: create(ErrorInfoSchema, { domain: 'authfactor.dev', reason, metadata }) },
    ...(retrySeconds === undefined
      ? []
      : [{ desc: RetryInfoSchema, value: { retryDelay: { seconds: BigInt(retrySeconds), nanos: 0 } } }]),
  ];
  return new ConnectError('the remote’s own words', code, undefined, details);
}
