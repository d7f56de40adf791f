// The framework with routes that do nothing: they take the body as bytes, and answer as much as the service does.
import process from 'node:process';
import fastify from 'fastify';

const VALUE = '[1, "two", {"three": 3}]';
const app = fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
app.get('/v1/kv/:key', (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8').send(VALUE);
});
app.put('/v1/kv/:key', (_request, reply) => {
  reply.code(204).send();
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
