package main

import (
	"context"
	"fmt"
	"net"
	"net/smtp"
	"time"
)

const mailTimeout = 2 * time.Second

// mailer sends codes by SMTP.
type mailer struct{ server, from string }

func newMailer(server, from string) mailer { return mailer{server: server, from: from} }

// send gives up in time for the caller to hear of it. The message id is the request's: a mail that is sent twice is one.
func (m mailer) send(ctx context.Context, to, code, requestID, challengeID string) error {
	ctx, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.server)
	if err != nil {
		return err
	}
	defer connection.Close()
	if deadline, limited := ctx.Deadline(); limited {
		if err := connection.SetDeadline(deadline); err != nil {
			return err
		}
	}
	host, _, err := net.SplitHostPort(m.server)
	if err != nil {
		return err
	}
	client, err := smtp.NewClient(connection, host)
	if err != nil {
		return err
	}
	if err := client.Mail(m.from); err != nil {
		return err
	}
	if err := client.Rcpt(to); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(body, "From: %s\r\nTo: %s\r\nDate: %s\r\nMessage-ID: <%s@factor-go>\r\nX-Challenge-ID: %s\r\n"+
		"Subject: Your code\r\n\r\nYour code is %s. It is good for two minutes and for one call.\r\n",
		m.from, to, time.Now().Format(time.RFC1123Z), requestID, challengeID, code)
	if err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	return client.Quit()
}
