/** What `gossipscope serve --help` says below the flags. */

export const SERVE_HELP = `
Every flag can be set by the variable beside it; a flag wins. Files of
certificates and tokens are read again when they change, and on SIGHUP. SIGTERM
drains: /readyz says no, requests under way are answered, the process exits with
0. Logs go to stderr, one JSON object per line.

A cluster of one, in the clear, on this machine only:
  $ gossipscope serve --node n1 --bootstrap --transport tcp \\
      --listen 127.0.0.1:7401
  $ curl -X PUT -H 'Content-Type: application/json' -d '{"a": 1}' \\
      http://127.0.0.1:8080/v1/kv/x
  $ curl http://127.0.0.1:8080/v1/kv/x

docs/service.md says how to run a cluster with certificates and tokens.

Exit codes:
  0    it was stopped
  1    the data directory cannot be used
  2    wrong use
  3    another file or a port cannot be used`;
