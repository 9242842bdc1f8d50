// Command versitygw speaks S3 over a folder, for the tests of the S3 back end of blobs.
//
//	versitygw ADDRESS FOLDER
//
// It listens on ADDRESS (loopback, with port) until it gets SIGINT or SIGTERM, or its standard input ends: so it never
// outlives the tests that started it. Its only account is the one of the environment variables ROOT_ACCESS_KEY and
// ROOT_SECRET_KEY.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: versitygw ADDRESS FOLDER")
	}
	folder := os.Args[2] + "/data"
	sidecar := os.Args[2] + "/metadata"
	for _, one := range []string{folder, sidecar} {
		if err := os.MkdirAll(one, 0o700); err != nil {
			log.Fatal(err)
		}
	}
	metadata, err := meta.NewSideCar(sidecar)
	if err != nil {
		log.Fatal(err)
	}
	backend, err := posix.New(folder, metadata, posix.PosixOpts{SideCarDir: sidecar})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	err = embedgw.RunVersityGW(ctx, backend, &embedgw.Config{
		RootUserAccess:    os.Getenv("ROOT_ACCESS_KEY"),
		RootUserSecret:    os.Getenv("ROOT_SECRET_KEY"),
		Ports:             []string{os.Args[1]},
		MaxConnections:    1000,
		MaxRequests:       1000,
		MultipartMaxParts: 10000,
		Quiet:             true,
		KeepAlive:         true,
	})
	if err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}
