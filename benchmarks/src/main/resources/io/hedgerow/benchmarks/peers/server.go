// A plain net/http server that races like Hedgerow's /api/first: three requests to the upstream at
// once, the first success is the answer, losers are cancelled, and the caller's timeout is kept.
//
// Usage: server PORT UPSTREAM-URL
package main

import (
	"context"
	"encoding/json"
	"errors"
	_ "expvar" // memory statistics at /debug/vars
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

const (
	attempts      = 3
	timeoutMaxMs  = 60000
	bodyMax       = 64 << 10
	writeReserve  = 5 * time.Millisecond
	idleMax       = 4096
	idleTimeout   = 30 * time.Second
	headerTimeout = 10 * time.Second
)

var errBadAnswer = errors.New("bad answer")

func main() {
	upstream := os.Args[2]
	client := &http.Client{
		Transport: &http.Transport{
			MaxIdleConns:        idleMax,
			MaxIdleConnsPerHost: idleMax,
			IdleConnTimeout:     idleTimeout,
			DisableCompression:  true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	http.HandleFunc("/api/first", func(w http.ResponseWriter, r *http.Request) {
		first(w, r, client, upstream)
	})
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[1], ReadHeaderTimeout: headerTimeout}
	log.Fatal(server.ListenAndServe())
}

func first(w http.ResponseWriter, r *http.Request, client *http.Client, upstream string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		problem(w, http.StatusMethodNotAllowed, "method", r.Method)
		return
	}
	text := r.URL.Query().Get("timeout")
	timeoutMs, err := strconv.ParseUint(text, 10, 32)
	if err != nil || timeoutMs < 1 || timeoutMs > timeoutMaxMs {
		problem(w, http.StatusBadRequest, "timeout", text)
		return
	}
	timeout := time.Duration(timeoutMs) * time.Millisecond
	ctx, cancel := context.WithTimeout(r.Context(), timeout-min(writeReserve, timeout/2))
	defer cancel() // ends the losers

	type result struct {
		body []byte
		err  error
	}
	results := make(chan result, attempts)
	for i := 0; i < attempts; i++ {
		go func() {
			body, err := attempt(ctx, client, upstream)
			results <- result{body, err}
		}()
	}
	for i := 0; i < attempts; i++ {
		select {
		case result := <-results:
			if result.err == nil {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Cache-Control", "no-store")
				w.Write(result.body)
				return
			}
		case <-ctx.Done():
			problem(w, http.StatusServiceUnavailable, "reason", "deadline")
			return
		}
	}
	problem(w, http.StatusServiceUnavailable, "reason", "upstream-failed")
}

// A success is status 200 and one JSON object of at most 64 KiB with an integer time from 0.
func attempt(ctx context.Context, client *http.Client, upstream string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, upstream, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, bodyMax+1))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || len(body) > bodyMax {
		return nil, errBadAnswer
	}
	var answer struct{ Time *uint64 }
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	if answer.Time == nil {
		return nil, errBadAnswer
	}
	return body, nil
}

func problem(w http.ResponseWriter, status int, name, value string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"title":%q,"status":%d,%q:%q}`, http.StatusText(status), status, name, value)
}

func min(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}
