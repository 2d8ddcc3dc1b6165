import { Problem, ask, newKey, type Answer } from './client';

// The program remembers a key for an hour; more requests of which nobody knows what became than this aren't kept apart.
const rememberedMs = 3_600_000, mostKept = 500;

/** Keys of requests by what they ask for, each until it is known what became of its request: who sends the same again meanwhile sends the same request, not another one. */
export class Keys {
  private readonly kept = new Map<string, { key: string; sinceMs: number }>();

  constructor(private readonly make: () => string, private readonly nowMs: () => number) {}

  keyOf(content: string): string {
    const known = this.kept.get(content);
    if (known && this.nowMs() - known.sinceMs < rememberedMs) return known.key;
    const key = this.make();
    this.kept.delete(content);
    this.kept.set(content, { key, sinceMs: this.nowMs() });
    if (this.kept.size > mostKept) this.kept.delete(this.kept.keys().next().value!);
    return key;
  }

  /** It was carried out or refused: the next one is another request. */
  settle(content: string): void {
    this.kept.delete(content);
  }
}

const keys = new Keys(newKey, () => Date.now());

/** A write that must not be done twice, such as an order: sent again after no answer came, it is still the same one. */
export async function postOnce<T>(path: string, body: unknown): Promise<Answer<T>> {
  const content = `${path} ${JSON.stringify(body)}`;
  try {
    const answer = await ask<T>(path, { method: 'POST', body, once: keys.keyOf(content) });
    keys.settle(content);
    return answer;
  } catch (error) {
    if (error instanceof Problem && isRefusal(error.status)) keys.settle(content);
    throw error;
  }
}

// What is answered before the request itself is looked at, or because the first one is under way, says nothing of the first one.
function isRefusal(status: number): boolean {
  return status === 400 || status === 404 || status === 422;
}
