package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"log"
	"strings"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// refuse makes an error as the contract has it: every one with an ErrorInfo, some with more.
func refuse(code codes.Code, reason, message string, more ...protoadapt.MessageV1) error {
	details := append([]protoadapt.MessageV1{&errdetails.ErrorInfo{Reason: reason, Domain: "authfactor.dev"}}, more...)
	refused, err := status.New(code, message).WithDetails(details...)
	if err != nil {
		return status.Error(codes.Internal, "the details of an error do not encode")
	}
	return refused.Err()
}

func unavailable(message string) error {
	retry := &errdetails.RetryInfo{RetryDelay: durationpb.New(time.Second)}
	return refuse(codes.Unavailable, "DEPENDENCY_UNAVAILABLE", message, retry)
}

// guard stands before every RPC: who calls, whether the request is one, and what goes on the wire for a defect.
type guard struct {
	tokens    map[string]string
	validator protovalidate.Validator
}

func newGuard(tokens map[string]string) (*guard, error) {
	validator, err := protovalidate.New()
	return &guard{tokens: tokens, validator: validator}, err
}

type clientKey struct{}

// clientOf names the caller, whom the guard has let in.
func clientOf(ctx context.Context) string {
	client, _ := ctx.Value(clientKey{}).(string)
	return client
}

func (g *guard) intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	client, known := g.authenticate(ctx)
	if !known {
		return nil, refuse(codes.Unauthenticated, "UNAUTHENTICATED", "send a valid bearer token")
	}
	if message, ok := request.(proto.Message); ok {
		if err := g.check(message); err != nil {
			return nil, err
		}
	}
	response, err := next(context.WithValue(ctx, clientKey{}, client), request)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, refuse(codes.DeadlineExceeded, "DEADLINE_EXCEEDED", "nothing happened in time")
	}
	if errors.Is(err, context.Canceled) {
		return nil, status.FromContextError(err).Err() // Nobody is left to read it.
	}
	if _, contractual := status.FromError(err); err != nil && !contractual {
		log.Printf("defect in %s", info.FullMethod) // Not the error's text: it may hold a code.
		return nil, refuse(codes.Internal, "INTERNAL", "something went wrong here")
	}
	return response, err
}

func (g *guard) authenticate(ctx context.Context) (string, bool) {
	headers, _ := metadata.FromIncomingContext(ctx)
	given := strings.Join(headers.Get("authorization"), "")
	for token, client := range g.tokens {
		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) == 1 {
			return client, true
		}
	}
	return "", false
}

func (g *guard) check(message proto.Message) error {
	err := g.validator.Validate(message)
	if err == nil {
		return nil
	}
	bad := &errdetails.BadRequest{}
	var invalid *protovalidate.ValidationError
	if errors.As(err, &invalid) {
		for _, violation := range invalid.Violations {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
				Field:       protovalidate.FieldPathString(violation.Proto.GetField()),
				Description: violation.Proto.GetMessage(),
			})
		}
	}
	return refuse(codes.InvalidArgument, "INVALID_REQUEST", "correct the named fields", bad)
}
