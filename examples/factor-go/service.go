package main

import (
	"context"
	"crypto/rand"
	"log"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "example.com/factor-go/gen/authfactor/v1"
)

// beginKey is what a repeated begin has in common with the first one.
type beginKey struct{ client, tenant, requestID string }

type service struct {
	pb.UnimplementedAuthFactorServiceServer
	subjects directory
	mail     mailer
	newCode  func() (string, error)

	mutex sync.Mutex
	begun map[beginKey]*challenge
	byID  map[string]*challenge
}

func newService(subjects directory, mail mailer, newCode func() (string, error)) *service {
	return &service{
		subjects: subjects, mail: mail, newCode: newCode,
		begun: map[beginKey]*challenge{}, byID: map[string]*challenge{},
	}
}

func installed(asked string) error {
	if asked == factorType {
		return nil
	}
	return refuse(codes.NotFound, "UNKNOWN_FACTOR", "only "+factorType+" is installed")
}

func (s *service) ListFactors(context.Context, *pb.ListFactorsRequest) (*pb.ListFactorsResponse, error) {
	return &pb.ListFactorsResponse{Factors: []*pb.FactorInfo{{
		FactorType:        factorType,
		DisplayName:       "E-mail code",
		Categories:        []pb.Category{pb.Category_CATEGORY_POSSESSION},
		Assurance:         pb.Assurance_ASSURANCE_MEDIUM,
		Amr:               []string{"otp"},
		ReplayResistant:   true,
		Capabilities:      []pb.Capability{pb.Capability_CAPABILITY_CANCEL},
		Channels:          takenChannels,
		Availability:      &pb.Availability{ChallengesEnabled: true},
		RecommendedRoles:  []pb.Role{pb.Role_ROLE_SECOND},
		ChallengeTtl:      durationpb.New(challengeLife),
		IdempotencyWindow: durationpb.New(window),
	}}}, nil
}

func (s *service) GetSubjectStatus(_ context.Context, request *pb.GetSubjectStatusRequest) (*pb.GetSubjectStatusResponse, error) {
	if request.FactorType != nil {
		if err := installed(request.GetFactorType()); err != nil {
			return nil, err
		}
	}
	subject := &pb.SubjectStatus{FactorType: factorType, State: pb.SubjectStatus_STATE_NOT_ENROLLED}
	if _, found := s.subjects.find(request.GetSubject()); found {
		subject.State, subject.CredentialRevision = pb.SubjectStatus_STATE_ACTIVE, 1
	}
	return &pb.GetSubjectStatusResponse{Statuses: []*pb.SubjectStatus{subject}}, nil
}

func (s *service) BeginChallenge(ctx context.Context, request *pb.BeginChallengeRequest) (*pb.BeginChallengeResponse, error) {
	if err := installed(request.GetFactorType()); err != nil {
		return nil, err
	}
	offered := request.GetOfferedChannels()
	channels := slices.DeleteFunc(slices.Clone(takenChannels), func(channel pb.Channel) bool {
		return len(offered) > 0 && !slices.Contains(offered, channel)
	})
	if len(channels) == 0 {
		return nil, refuse(codes.InvalidArgument, "CHANNEL_UNSUPPORTED", "offer text or keypad")
	}
	address, found := s.subjects.find(request.GetSubject())
	if !found {
		return nil, refuse(codes.FailedPrecondition, "NOT_ENROLLED", "the subject has no address here")
	}
	key := beginKey{clientOf(ctx), request.GetSubject().GetTenantId(), request.GetRequestId()}
	begun := s.findOrAdd(key, request, channels)
	if !proto.Equal(begun.request, request) {
		return nil, refuse(codes.AlreadyExists, "REQUEST_ID_REUSED", "make a new request id")
	}
	begun.mutex.Lock()
	defer begun.mutex.Unlock()
	if begun.code == "" {
		if err := s.sendCode(ctx, begun, address); err != nil {
			return nil, err
		}
	}
	return &pb.BeginChallengeResponse{Challenge: begun.message("first")}, nil
}

// findOrAdd gives the challenge of a repeated begin, or a new one that has no code yet.
func (s *service) findOrAdd(key beginKey, request *pb.BeginChallengeRequest, channels []pb.Channel) *challenge {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	if known := s.begun[key]; known != nil {
		return known
	}
	added := &challenge{
		id: rand.Text(), client: key.client, request: request, channels: channels,
		expiresAt: time.Now().Add(challengeLife),
		answers:   map[string]answer{}, ended: make(chan struct{}),
	}
	s.begun[key], s.byID[added.id] = added, added
	return added
}

func (s *service) sweep() {
	for key, old := range s.begun {
		if time.Since(old.expiresAt) > window {
			delete(s.begun, key)
			delete(s.byID, old.id)
		}
	}
}

// sendCode leaves the challenge without a code where the mail does not go out, so that a repeated begin tries again.
func (s *service) sendCode(ctx context.Context, begun *challenge, address string) error {
	code, err := s.newCode()
	if err != nil {
		return err
	}
	// A caller who gives up does not stop a mail halfway: the next begin would send another code.
	err = s.mail.send(context.WithoutCancel(ctx), address, code, begun.request.GetRequestId(), begun.id)
	if err != nil {
		log.Print("the mail server does not take a mail") // Not the error's text: it may hold the address.
		return unavailable("the mail server does not answer; repeat the call")
	}
	begun.code = code
	return nil
}

// find gives the challenge, if it is this caller's in this session and has begun; to anyone else there is none.
func (s *service) find(ctx context.Context, challengeID, sessionID string) (*challenge, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := s.byID[challengeID]
	if found == nil || found.client != clientOf(ctx) || found.request.GetSessionId() != sessionID {
		return nil, refuse(codes.NotFound, "CHALLENGE_NOT_FOUND", "no such challenge here")
	}
	return found, nil
}

func (s *service) SubmitAnswer(ctx context.Context, request *pb.SubmitAnswerRequest) (*pb.SubmitAnswerResponse, error) {
	found, err := s.find(ctx, request.GetChallengeId(), request.GetSessionId())
	if err != nil {
		return nil, err
	}
	found.mutex.Lock()
	defer found.mutex.Unlock()
	known, repeated := found.answers[request.GetRequestId()]
	if !repeated {
		if known, err = found.take(request.GetInput()); err != nil {
			return nil, err
		}
		found.answers[request.GetRequestId()] = known
	}
	return &pb.SubmitAnswerResponse{
		Outcome: known.outcome, Unusable: known.unusable, Challenge: found.message(known.prompt),
	}, nil
}

func (s *service) GetChallenge(ctx context.Context, request *pb.GetChallengeRequest) (*pb.GetChallengeResponse, error) {
	found, err := s.find(ctx, request.GetChallengeId(), request.GetSessionId())
	if err != nil {
		return nil, err
	}
	wait := time.NewTimer(request.GetWait().AsDuration())
	defer wait.Stop()
	// The caller hears of its deadline from here, a little before it passes.
	patience, cancel := context.WithCancel(ctx)
	if deadline, limited := ctx.Deadline(); limited {
		cancel()
		patience, cancel = context.WithDeadline(ctx, deadline.Add(-100*time.Millisecond))
	}
	defer cancel()
	select {
	case <-found.ended:
	case <-wait.C:
	case <-patience.Done():
		return nil, patience.Err()
	}
	found.mutex.Lock()
	defer found.mutex.Unlock()
	return &pb.GetChallengeResponse{Challenge: found.message("first")}, nil
}

func (s *service) CancelChallenge(ctx context.Context, request *pb.CancelChallengeRequest) (*pb.CancelChallengeResponse, error) {
	found, err := s.find(ctx, request.GetChallengeId(), request.GetSessionId())
	if err != nil {
		return nil, err
	}
	found.mutex.Lock()
	defer found.mutex.Unlock()
	if found.state() == pb.Challenge_STATE_AWAITING_INPUT {
		found.end(pb.Challenge_STATE_CANCELED)
	}
	return &pb.CancelChallengeResponse{Challenge: found.message("first")}, nil
}
