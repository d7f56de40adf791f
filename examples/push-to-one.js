// The smallest epidemic: in each round a replica tells one random peer what is still news to it. A write stays news until it
// has been told often enough for everybody to have heard of it, most likely; anti-entropy brings it to whoever has not.
// Run it:  npx gossipscope simulate --strategy ./push-to-one.js --nodes 25
import { defineStrategy } from 'gossipscope';

export default defineStrategy({
  name: 'push-to-one',
  repairAfterMs: 3000,
  create(host, { roundIntervalMs }) {
    // Of n replicas half know a write after log2 n rounds, and the rest hear of it in about as many again.
    const rounds = 2 * Math.ceil(Math.log2(host.peers.length + 1)) + 2;
    const news = new Map(); // writes, and for how many rounds each will still be told
    let dueAtMs = Infinity;

    function hear(entry, now) {
      if (news.size === 0) dueAtMs = now + roundIntervalMs;
      news.set(entry, rounds);
    }

    return {
      get dueAtMs() {
        return dueAtMs;
      },
      accepted: hear,
      arrived({ fresh }, now) {
        for (const entry of fresh) hear(entry, now);
      },
      flush(now) {
        // All randomness is the host's: a seed gives the same run again.
        const peer = host.neighbours.at(host.rng.below(host.neighbours.length));
        // With partial views there may be none for a while; anti-entropy makes up for what is not sent.
        if (peer !== undefined) host.send(peer, 'rumor', [...news.keys()], now);
        for (const [entry, left] of news) {
          if (left > 1) news.set(entry, left - 1);
          else news.delete(entry);
        }
        dueAtMs = news.size > 0 ? now + roundIntervalMs : Infinity;
      },
    };
  },
});
