package main

import (
	"crypto/subtle"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "example.com/factor-go/gen/authfactor/v1"
)

const (
	factorType      = "email-otp"
	codeLength      = 6
	challengeLife   = 2 * time.Minute
	window          = 10 * time.Minute
	attempts        = 3
	unusableAnswers = 5
)

var takenChannels = []pb.Channel{pb.Channel_CHANNEL_TEXT, pb.Channel_CHANNEL_KEYPAD}

var sentences = map[string]string{
	"first":      "I have sent you a code by e-mail. Please enter its six digits.",
	"mismatched": "That is not the code. Please try again.",
	"unusable":   "Please enter the six digits of the code.",
	"exhausted":  "I could not verify you with this code.",
}

// challenge is kept in memory: what a restart forgets, the engine counts as lost. The mutex guards all that changes.
type challenge struct {
	mutex     sync.Mutex
	id        string
	client    string
	request   *pb.BeginChallengeRequest
	channels  []pb.Channel
	expiresAt time.Time

	code     string // Empty until the mail was sent.
	final    pb.Challenge_State
	verified *pb.Verification
	wrong    int
	unusable int
	answers  map[string]answer // By request id, so that one id has one outcome.
	ended    chan struct{}     // Closed with the final state.
}

// answer is what became of one, and which sentence is due after it.
type answer struct {
	outcome  pb.SubmitAnswerResponse_Outcome
	unusable pb.SubmitAnswerResponse_Unusable
	prompt   string
}

func (c *challenge) state() pb.Challenge_State {
	switch {
	case c.final != pb.Challenge_STATE_UNSPECIFIED:
		return c.final
	case !time.Now().Before(c.expiresAt):
		return pb.Challenge_STATE_EXPIRED
	default:
		return pb.Challenge_STATE_AWAITING_INPUT
	}
}

func (c *challenge) end(state pb.Challenge_State) {
	c.final = state
	close(c.ended)
}

func (c *challenge) message(key string) *pb.Challenge {
	message := &pb.Challenge{
		ChallengeId: c.id,
		FactorType:  factorType,
		State:       c.state(),
		ExpiresAt:   timestamppb.New(c.expiresAt),
	}
	input := &pb.InputSpec{Kind: pb.InputSpec_KIND_DIGITS, MinLength: codeLength, MaxLength: codeLength, Channels: c.channels, Sensitive: true}
	switch message.State {
	case pb.Challenge_STATE_VERIFIED:
		message.Verification = c.verified
		return message
	case pb.Challenge_STATE_AWAITING_INPUT:
		message.AttemptsRemaining = proto.Uint32(uint32(attempts - c.wrong))
	case pb.Challenge_STATE_EXHAUSTED:
		key, input = "exhausted", &pb.InputSpec{Kind: pb.InputSpec_KIND_NONE}
		message.AttemptsRemaining = proto.Uint32(0)
	default:
		return message
	}
	message.Prompt = &pb.Prompt{PromptId: factorType + "." + key, Text: sentences[key], LanguageCode: "en", Input: input}
	return message
}

// take takes one answer. The caller holds the mutex, so that answers which arrive together come one after the other.
func (c *challenge) take(input *pb.Input) (answer, error) {
	if c.state() != pb.Challenge_STATE_AWAITING_INPUT {
		return answer{}, refuse(codes.FailedPrecondition, "CHALLENGE_CLOSED", "the challenge has ended")
	}
	typed := input.GetTyped()
	if typed == nil || !slices.Contains(c.channels, typed.GetChannel()) {
		return answer{}, refuse(codes.InvalidArgument, "CHANNEL_UNSUPPORTED", "the challenge takes no answer by this channel")
	}
	digits, why := readDigits(typed.GetText())
	if why != pb.SubmitAnswerResponse_UNUSABLE_UNSPECIFIED {
		c.unusable++
		if c.unusable >= unusableAnswers {
			c.end(pb.Challenge_STATE_EXHAUSTED)
		}
		return answer{outcome: pb.SubmitAnswerResponse_OUTCOME_UNUSABLE, unusable: why, prompt: "unusable"}, nil
	}
	if subtle.ConstantTimeCompare([]byte(digits), []byte(c.code)) != 1 {
		c.wrong++
		if c.wrong >= attempts {
			c.end(pb.Challenge_STATE_EXHAUSTED)
		}
		return answer{outcome: pb.SubmitAnswerResponse_OUTCOME_MISMATCHED, prompt: "mismatched"}, nil
	}
	c.verified = &pb.Verification{VerifiedAt: timestamppb.Now(), Channel: typed.GetChannel(), CredentialRevision: 1}
	c.end(pb.Challenge_STATE_VERIFIED)
	return answer{outcome: pb.SubmitAnswerResponse_OUTCOME_VERIFIED, prompt: "first"}, nil
}

// readDigits gives exactly the digits that are compared, or why there are none.
func readDigits(text string) (string, pb.SubmitAnswerResponse_Unusable) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, text)
	switch {
	case strings.Trim(digits, "0123456789") != "" || digits == "":
		return "", pb.SubmitAnswerResponse_UNUSABLE_NO_DIGITS
	case len(digits) < codeLength:
		return "", pb.SubmitAnswerResponse_UNUSABLE_TOO_FEW
	case len(digits) > codeLength:
		return "", pb.SubmitAnswerResponse_UNUSABLE_TOO_MANY
	default:
		return digits, pb.SubmitAnswerResponse_UNUSABLE_UNSPECIFIED
	}
}
