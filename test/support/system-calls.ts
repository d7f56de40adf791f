/** What a traced process did, call by call, as strace tells it: when each began and when it returned, over all threads. */

export interface SystemCall {
  readonly thread: string;
  readonly name: string;
  readonly text: string;
  /** Lines of the trace. */
  readonly began: number;
  readonly returned: number;
}

/** Of `strace -f -o FILE`: each line begins with the thread, and what another thread interrupts is told in two parts. */
export function systemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const open = new Map<string, Omit<SystemCall, 'returned'>>();
  trace.split('\n').forEach((line, at) => {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
    if (resumed !== null) {
      const begun = open.get(thread);
      open.delete(thread);
      if (begun !== undefined) calls.push({ ...begun, returned: at });
      return;
    }
    const name = /^(\w+)\(/.exec(rest)?.[1];
    if (name === undefined) return;
    if (rest.endsWith('<unfinished ...>')) open.set(thread, { thread, name, text: rest, began: at });
    else calls.push({ thread, name, text: rest, began: at, returned: at });
  });
  return calls.sort((a, b) => a.began - b.began);
}
