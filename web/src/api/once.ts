import { Problem, ask, newKey, type Answer } from './client';

// The program remembers a key for an hour; more requests of which nobody knows what became than this aren't kept apart.
const rememberedMs = 3_600_000, mostKept = 500;

interface Kept { key: string; session: string | null; sinceMs: number }

/** Keys of requests by what they ask for, each until it is known what became of its request: who sends the same again meanwhile sends the same request, not another one. */
export class Keys {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly make: () => string, private readonly nowMs: () => number) {}

  /** `isNew`: nothing was sent under it yet. A session knows no keys of the one before. */
  keyOf(content: string, session: string | null = null): { key: string; isNew: boolean } {
    const known = this.find(content);
    if (known && known.session === session) return { key: known.key, isNew: false };
    const key = this.make();
    this.kept.delete(content);
    this.kept.set(content, { key, session, sinceMs: this.nowMs() });
    if (this.kept.size > mostKept) this.kept.delete(this.kept.keys().next().value!);
    return { key, isNew: true };
  }

  /** The other session that the same was asked of, when nobody knows what became of it; null: there is none. */
  doubtOf(content: string, session: string): string | null {
    const known = this.find(content);
    return known && known.session !== session ? known.session : null;
  }

  /** It was carried out or refused: the next one is another request. */
  settle(content: string): void {
    this.kept.delete(content);
  }

  private find(content: string): Kept | undefined {
    const known = this.kept.get(content);
    return known && this.nowMs() - known.sinceMs < rememberedMs ? known : undefined;
  }
}

const keys = new Keys(newKey, () => Date.now());

/**
 * A write that must not be done twice, such as an order: sent again after no answer came, it is still the same one. `session`: the one that it is meant for; another one refuses it. Null: not known.
 */
export async function postOnce<T>(path: string, body: object, session: string | null): Promise<Answer<T>> {
  const content = contentOf(path, body), { key, isNew } = keys.keyOf(content, session);
  try {
    const answer = await ask<T>(path, { method: 'POST', body: session === null ? body : { ...body, session }, once: key });
    keys.settle(content);
    return answer;
  } catch (error) {
    if (error instanceof Problem && isRefusal(error.status, isNew)) keys.settle(content);
    throw error;
  }
}

/** The session before that was asked the same, and didn't answer: it may have done it, and this one can't know. Null: none. */
export function doubtOf(path: string, body: object, session: string): string | null {
  return keys.doubtOf(contentOf(path, body), session);
}

function contentOf(path: string, body: object): string {
  return `${path} ${JSON.stringify(body)}`;
}

// What is answered before the request itself is looked at, or because the first one is under way, says nothing of the first one: only where this is the first it says all.
function isRefusal(status: number, isFirst: boolean): boolean {
  return isFirst ? status >= 400 && status < 500 : status === 400 || status === 404 || status === 422;
}
