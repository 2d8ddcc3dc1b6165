import { usePath } from '../../api/queries';
import type { Strategy } from '../../api/types';
import builtIn from './builtIn.json';

// The program doesn't tell the parameters of built-in strategies that aren't in the session: this is `touchline strategies --json` of the version that the page is built with.

export interface KnownParameter {
  name: string;
  type: 'decimal' | 'whole' | 'duration' | 'choice' | 'text' | string;
  default: string;
  unit: string;
  /** What is right, in words. */
  range: string;
  text: string;
}
export interface KnownStrategy { name: string; text: string; parameters: KnownParameter[] }

export const usualStrategy = 'market-making';

type Told = Record<string, { text: string; parameters: Record<string, Omit<KnownParameter, 'name'>> }>;
export const strategies: KnownStrategy[] = Object.entries(builtIn as Told).map(([name, s]) => ({
  name,
  text: s.text,
  parameters: Object.entries(s.parameters).map(([parameter, p]) => ({ name: parameter, ...p })),
}));

export function knownStrategy(name: string): KnownStrategy | undefined {
  return strategies.find(s => s.name === (name === '' ? usualStrategy : name));
}

/** The words that a choice takes: "off or on" → off, on. */
export function choicesOf(parameter: KnownParameter): string[] {
  return parameter.range.split(/,\s*|\s+or\s+/).filter(c => c !== '');
}

/** What the session runs the strategy with, where it runs it. A stored one of a built-in one's name is another strategy. */
export function useSessionValues(name: string): Record<string, string> | null {
  const all = usePath<{ items: Strategy[] }>('/strategies', 10_000);
  const found = all.data?.items.find(s => s.id === (name === '' ? usualStrategy : name) && (s.stored === null || !knownStrategy(name)));
  return found && found.parameters.length > 0 ? Object.fromEntries(found.parameters.map(p => [p.name, p.value])) : null;
}
