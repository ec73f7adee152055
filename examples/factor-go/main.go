// Command factor-go is an e-mail one-time code as a remote factor: AuthFactorService by hand, with grpc-go.
//
// The engine in front of it owns challenge life, locks and assertions; this side sends a code and compares.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/big"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"google.golang.org/grpc"

	pb "example.com/factor-go/gen/authfactor/v1"
)

// config is what the environment says.
type config struct {
	listen   string
	smtp     string
	from     string
	subjects directory
	tokens   map[string]string // client by token
}

// directory holds mail addresses: tenant, then subject. Ids are compared byte for byte.
type directory map[string]map[string]string

func (d directory) find(subject *pb.SubjectRef) (string, bool) {
	address, found := d[subject.GetTenantId()][subject.GetSubjectId()]
	return address, found
}

func readConfig() (config, error) {
	read := config{
		listen: os.Getenv("FACTOR_LISTEN"),
		smtp:   os.Getenv("FACTOR_SMTP"),
		from:   os.Getenv("FACTOR_FROM"),
		tokens: map[string]string{},
	}
	if read.listen == "" {
		read.listen = "127.0.0.1:50053"
	}
	if read.smtp == "" || read.from == "" {
		return read, errors.New("set FACTOR_SMTP to host:port of a mail server and FACTOR_FROM to the sender's address")
	}
	for pair := range strings.SplitSeq(os.Getenv("FACTOR_TOKENS"), ",") {
		client, token, found := strings.Cut(pair, "=")
		if !found || token == "" {
			return read, errors.New("set FACTOR_TOKENS to client=token, with commas between several")
		}
		read.tokens[token] = client
	}
	text, err := os.ReadFile(os.Getenv("FACTOR_SUBJECTS"))
	if err != nil {
		return read, fmt.Errorf("set FACTOR_SUBJECTS to a JSON file of tenants, subjects and addresses: %w", err)
	}
	return read, json.Unmarshal(text, &read.subjects)
}

// newCode gives six random digits.
func newCode() (string, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", number), nil
}

func run() error {
	read, err := readConfig()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", read.listen)
	if err != nil {
		return err
	}
	guard, err := newGuard(read.tokens)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(guard.intercept), grpc.MaxRecvMsgSize(16*1024))
	pb.RegisterAuthFactorServiceServer(server, newService(read.subjects, newMailer(read.smtp, read.from), newCode))
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	go func() {
		<-stop.Done()
		server.GracefulStop()
	}()
	fmt.Printf("listening on port %d\n", listener.Addr().(*net.TCPAddr).Port)
	return server.Serve(listener)
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
