"""Security questions as a remote factor: AuthFactorService in one file, a template to start from. See README.md."""

import hashlib
import hmac
import json
import os
import re
import secrets
import signal
import sys
import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import grpc
import protovalidate
from authfactor.v1 import auth_factor_service_pb2 as service_pb, auth_factor_service_pb2_grpc as service_grpc
from authfactor.v1 import challenge_pb2 as challenge_pb, factor_pb2 as factor_pb, interaction_pb2 as interaction_pb
from authfactor.v1.subject_pb2 import SubjectStatus
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

FACTOR_TYPE = "security-questions"
CHANNELS = [factor_pb.CHANNEL_TEXT, factor_pb.CHANNEL_SPEECH]
CHALLENGE_SECONDS, WINDOW_SECONDS = 120, 600
ATTEMPTS, UNUSABLE_ANSWERS, LONGEST_ANSWER = 3, 5, 100
State, Outcome, Unusable = challenge_pb.Challenge, service_pb.SubmitAnswerResponse, service_pb.SubmitAnswerResponse


class Refusal(Exception):
    """What is refused, as the contract has it: code, ErrorInfo, and BadRequest where a field is to blame."""

    def __init__(self, code, reason, message, fields=()):
        super().__init__(message)
        self.code, self.reason, self.message, self.fields = code, reason, message, fields

    def status(self):
        details = [error_details_pb2.ErrorInfo(reason=self.reason, domain="authfactor.dev")]
        if self.reason == "INVALID_REQUEST":
            violations = [error_details_pb2.BadRequest.FieldViolation(field=f, description=d) for f, d in self.fields]
            details.append(error_details_pb2.BadRequest(field_violations=violations))
        status = status_pb2.Status(code=self.code.value[0], message=self.message)
        for detail in details:
            status.details.add().Pack(detail)
        return rpc_status.to_status(status)


def rpc(method):
    """Who calls, whether the request is one, and what was refused: the same for every RPC."""
    def handle(self, request, context):
        try:
            client = self.authenticate(dict(context.invocation_metadata()))
            violations = protovalidate.collect_violations(request)
            if violations:
                fields = [(".".join(e.field_name for e in v.proto.field.elements), v.proto.message) for v in violations]
                raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_REQUEST", "Correct the named fields", fields)
            return method(self, request, client, context.time_remaining())
        except Refusal as refusal:
            context.abort_with_status(refusal.status())
        except Exception as error:  # Only its kind: its text may hold an answer.
            print(f"defect in {method.__name__}: {type(error).__name__}", file=sys.stderr, flush=True)
            context.abort_with_status(Refusal(grpc.StatusCode.INTERNAL, "INTERNAL", "A defect").status())

    return handle


def normalise(text):
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in folded if not unicodedata.combining(c))))


def hash_answer(answer, salt):
    return hashlib.scrypt(normalise(answer).encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


class Subjects:
    """{tenant: {subject: {question, salt, hash}}} in a JSON file. Ids are compared byte for byte."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.tenants = json.load(file)

    def find(self, ref):
        return self.tenants.get(ref.tenant_id, {}).get(ref.subject_id)

    def enroll(self, tenant, subject, question, answer):
        salt = secrets.token_bytes(16)
        record = {"question": question, "salt": salt.hex(), "hash": hash_answer(answer, salt).hex()}
        self.tenants.setdefault(tenant, {})[subject] = record
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(self.tenants, file, ensure_ascii=False, indent=2)

    @staticmethod
    def matches(record, answer):
        return hmac.compare_digest(hash_answer(answer, bytes.fromhex(record["salt"])), bytes.fromhex(record["hash"]))


class Challenge:
    """In memory: what a restart forgets, the engine counts as lost."""

    def __init__(self, request, client, channels, record):
        self.request, self.client, self.channels, self.record = request, client, channels, record
        self.id = secrets.token_urlsafe(24)
        self.expires_at = time.time() + CHALLENGE_SECONDS
        self.final, self.verification = None, None
        self.wrong, self.unusable = 0, 0
        self.answers = {}  # request id -> its outcome, which never changes
        self.changed = threading.Condition()  # also the lock around everything above

    def state(self):
        if self.final is not None:
            return self.final
        return State.STATE_EXPIRED if time.time() >= self.expires_at else State.STATE_AWAITING_INPUT

    def message(self, key="first"):
        state = self.state()
        message = State(challenge_id=self.id, factor_type=FACTOR_TYPE, state=state)
        message.expires_at.FromMilliseconds(int(self.expires_at * 1000))
        if state == State.STATE_VERIFIED:
            message.verification.CopyFrom(self.verification)
        if state in (State.STATE_AWAITING_INPUT, State.STATE_EXHAUSTED):
            message.attempts_remaining = 0 if state == State.STATE_EXHAUSTED else ATTEMPTS - self.wrong
            self.fill_prompt(message.prompt, "exhausted" if state == State.STATE_EXHAUSTED else key)
        return message

    def fill_prompt(self, prompt, key):
        question = self.record["question"]
        prompt.prompt_id, prompt.language_code = f"{FACTOR_TYPE}.{key}", "en"
        prompt.text = {
            "first": question,
            "mismatched": f"That was not right. {question}",
            "unusable": f"Sorry, I did not get that. {question}",
            "exhausted": "I could not verify you with this question.",
        }[key]
        if key == "exhausted":
            prompt.input.kind = interaction_pb.InputSpec.KIND_NONE
        else:
            prompt.input.CopyFrom(interaction_pb.InputSpec(
                kind=interaction_pb.InputSpec.KIND_TEXT, min_length=1, max_length=LONGEST_ANSWER,
                channels=self.channels, sensitive=True))

    def answer(self, given):
        """One answer. The caller holds the lock, so that answers which arrive together come one after the other."""
        spoken = given.WhichOneof("value") == "speech"
        channel = factor_pb.CHANNEL_SPEECH if spoken else given.typed.channel
        if self.state() != State.STATE_AWAITING_INPUT:
            raise Refusal(grpc.StatusCode.FAILED_PRECONDITION, "CHALLENGE_CLOSED", "The challenge has ended")
        if channel not in self.channels:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "CHANNEL_UNSUPPORTED", "The channel was not offered")
        text = given.speech.transcript if spoken else given.typed.text  # Alternatives would be further guesses.
        words = normalise(text)
        if words == "" or len(words) > LONGEST_ANSWER:
            self.unusable += 1
            if self.unusable >= UNUSABLE_ANSWERS:
                self.final = State.STATE_EXHAUSTED
            why = Unusable.UNUSABLE_NO_DIGITS if words == "" else Unusable.UNUSABLE_TOO_MANY
            return Outcome.OUTCOME_UNUSABLE, why, "unusable"
        if not Subjects.matches(self.record, text):
            self.wrong += 1
            if self.wrong >= ATTEMPTS:
                self.final = State.STATE_EXHAUSTED
            return Outcome.OUTCOME_MISMATCHED, Unusable.UNUSABLE_UNSPECIFIED, "mismatched"
        self.final = State.STATE_VERIFIED
        self.verification = challenge_pb.Verification(channel=channel, credential_revision=1)
        self.verification.verified_at.GetCurrentTime()
        return Outcome.OUTCOME_VERIFIED, Unusable.UNUSABLE_UNSPECIFIED, "first"


class QuestionsFactor(service_grpc.AuthFactorServiceServicer):
    def __init__(self, subjects, tokens):
        self.subjects, self.tokens = subjects, tokens
        self.challenges, self.begun, self.lock = {}, {}, threading.Lock()

    def authenticate(self, metadata):
        given = metadata.get("authorization", "").encode()
        for client, token in self.tokens.items():
            if hmac.compare_digest(given, f"Bearer {token}".encode()):
                return client
        raise Refusal(grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED", "Send a valid bearer token")

    def find(self, request, client):
        challenge = self.challenges.get(request.challenge_id)
        if challenge is None or challenge.client != client or challenge.request.session_id != request.session_id:
            raise Refusal(grpc.StatusCode.NOT_FOUND, "CHALLENGE_NOT_FOUND", "No such challenge here")
        return challenge

    @staticmethod
    def installed(factor_type):
        if factor_type != FACTOR_TYPE:
            raise Refusal(grpc.StatusCode.NOT_FOUND, "UNKNOWN_FACTOR", f"Only {FACTOR_TYPE} is installed")

    @rpc
    def ListFactors(self, request, client, seconds_left):
        info = factor_pb.FactorInfo(
            factor_type=FACTOR_TYPE, display_name="Security questions", categories=[factor_pb.CATEGORY_KNOWLEDGE],
            assurance=factor_pb.ASSURANCE_LOW, amr=["kba"], channels=CHANNELS,
            capabilities=[factor_pb.CAPABILITY_CANCEL], recommended_roles=[factor_pb.ROLE_FIRST])
        info.availability.challenges_enabled = True
        info.challenge_ttl.seconds, info.idempotency_window.seconds = CHALLENGE_SECONDS, WINDOW_SECONDS
        return service_pb.ListFactorsResponse(factors=[info])

    @rpc
    def GetSubjectStatus(self, request, client, seconds_left):
        if request.HasField("factor_type"):
            self.installed(request.factor_type)
        status = SubjectStatus(factor_type=FACTOR_TYPE, state=SubjectStatus.STATE_NOT_ENROLLED)
        if self.subjects.find(request.subject) is not None:
            status.state, status.credential_revision = SubjectStatus.STATE_ACTIVE, 1
        return service_pb.GetSubjectStatusResponse(statuses=[status])

    @rpc
    def BeginChallenge(self, request, client, seconds_left):
        self.installed(request.factor_type)
        channels = [c for c in CHANNELS if c in request.offered_channels or not request.offered_channels]
        if not channels:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "CHANNEL_UNSUPPORTED", "Offer text or speech")
        record = self.subjects.find(request.subject)
        if record is None:
            raise Refusal(grpc.StatusCode.FAILED_PRECONDITION, "NOT_ENROLLED", "The subject has no question here")
        key = (client, request.subject.tenant_id, request.request_id)
        with self.lock:
            self.sweep()
            challenge = self.begun.get(key)
            if challenge is not None and challenge.request != request:
                raise Refusal(grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED", "Make a new request id")
            if challenge is None:
                challenge = self.begun[key] = Challenge(request, client, channels, record)
                self.challenges[challenge.id] = challenge
        with challenge.changed:
            return service_pb.BeginChallengeResponse(challenge=challenge.message())

    def sweep(self):
        old = time.time() - WINDOW_SECONDS
        self.begun = {key: c for key, c in self.begun.items() if c.expires_at > old}
        self.challenges = {c.id: c for c in self.begun.values()}

    @rpc
    def SubmitAnswer(self, request, client, seconds_left):
        challenge = self.find(request, client)
        with challenge.changed:
            if request.request_id not in challenge.answers:
                challenge.answers[request.request_id] = challenge.answer(request.input)
                challenge.changed.notify_all()
            outcome, unusable, prompt = challenge.answers[request.request_id]
            return Outcome(outcome=outcome, unusable=unusable, challenge=challenge.message(prompt))

    @rpc
    def GetChallenge(self, request, client, seconds_left):
        challenge = self.find(request, client)
        with challenge.changed:
            wait, most = request.wait.ToTimedelta().total_seconds(), (seconds_left or 3600) - 0.1
            ended = challenge.changed.wait_for(lambda: challenge.state() != State.STATE_AWAITING_INPUT, min(wait, most))
            if wait > most and not ended:
                raise Refusal(grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "Nothing happened in time")
            return service_pb.GetChallengeResponse(challenge=challenge.message())

    @rpc
    def CancelChallenge(self, request, client, seconds_left):
        challenge = self.find(request, client)
        with challenge.changed:
            if challenge.state() == State.STATE_AWAITING_INPUT:
                challenge.final = State.STATE_CANCELED
                challenge.changed.notify_all()
            return service_pb.CancelChallengeResponse(challenge=challenge.message())


def serve(subjects, listen, tokens):
    server = grpc.server(ThreadPoolExecutor(max_workers=32), options=[("grpc.max_receive_message_length", 16 * 1024)])
    service_grpc.add_AuthFactorServiceServicer_to_server(QuestionsFactor(subjects, tokens), server)
    if os.environ.get("QUESTIONS_TLS_CERT"):
        with open(os.environ["QUESTIONS_TLS_KEY"], "rb") as key, open(os.environ["QUESTIONS_TLS_CERT"], "rb") as cert:
            port = server.add_secure_port(listen, grpc.ssl_server_credentials([(key.read(), cert.read())]))
    else:
        port = server.add_insecure_port(listen)
    server.start()
    print(f"listening on port {port}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: server.stop(grace=5))
    server.wait_for_termination()


def main(arguments):
    """`FILE` serves; `FILE TENANT SUBJECT QUESTION` enrols with the answer from standard input."""
    subjects = Subjects(arguments[0])
    if len(arguments) == 4:
        return subjects.enroll(*arguments[1:], sys.stdin.readline().strip())
    tokens = dict(pair.split("=", 1) for pair in os.environ["QUESTIONS_TOKENS"].split(","))  # client=token,client=token
    return serve(subjects, os.environ.get("QUESTIONS_LISTEN", "127.0.0.1:50052"), tokens)


if __name__ == "__main__":
    main(sys.argv[1:])
