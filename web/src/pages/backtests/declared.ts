import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/client';
import { useStrategies } from '../../api/queries';
import { told } from '../../ui/Dialog';
import { compile, type Compiled } from '../strategies/compiling';
import type { Draft } from './settings';
import { knownStrategy, type KnownStrategy } from './strategies';

/** What is known of the parameters of the strategy that a draft names. Without `known` they are given by name, and `why` says why. */
export interface Declaring { known: KnownStrategy | undefined; isBusy: boolean; why: string | undefined }

/** Of built-in ones by the version that the page is built with, of stored ones by compiling what is stored: once for each version. */
export function useDeclaring({ strategy, isFile }: Pick<Draft, 'strategy' | 'isFile'>): Declaring {
  const isAdmin = useMay('admin'), all = useStrategies();
  const builtIn = isFile ? undefined : knownStrategy(strategy);
  const stored = isFile || builtIn ? undefined : all.data?.items.find(s => s.id === strategy)?.stored;
  const asked = useQuery({
    queryKey: ['declared', strategy, stored?.version],
    queryFn: () => compile(strategy),
    enabled: isAdmin && stored?.language === 'csharp',
    retry: false,
    staleTime: Infinity,
  });
  if (builtIn) return { known: builtIn, isBusy: false, why: undefined };
  const unknown = (why: string) => ({ known: undefined, isBusy: false, why });
  if (isFile) return unknown('What a FILE.cs declares is known when it runs.');
  if (!stored) return all.data ? unknown('There is no such strategy in the store.') : { known: undefined, isBusy: true, why: undefined };
  if (stored.language !== 'csharp') return unknown('A native strategy has no parameters.');
  if (!isAdmin) return unknown('Only compiling it tells what it declares, which takes the role admin.');
  if (asked.error) return unknown(`What it declares couldn’t be read: ${told(asked.error)}`);
  if (!asked.data) return { known: undefined, isBusy: true, why: undefined };
  const declared = declaredBy(asked.data);
  return typeof declared === 'string' ? unknown(declared) : { known: declared, isBusy: false, why: undefined };
}

/** What compiled code declares; else why that isn't known. */
export function declaredBy({ id, ok, diagnostics, parameters }: Compiled): KnownStrategy | string {
  const error = diagnostics.find(d => d.severity === 'error');
  if (!ok) return `It doesn’t compile, so what it declares isn’t known${error ? `: line ${error.line}, ${error.message}` : '.'}`;
  return { name: id, text: '', parameters: Object.entries(parameters ?? {}).map(([name, p]) => ({ name, ...p })) };
}

export function namesOf(known: KnownStrategy | undefined): string[] {
  return known?.parameters.map(p => p.name) ?? [];
}

/** What was given by name before it was known, in the fields that there are now; undefined where there is none of that. */
export function takenIn(draft: Pick<Draft, 'parameters' | 'further'>, names: readonly string[]): Pick<Draft, 'parameters' | 'further'> | undefined {
  const taken = draft.further.filter(f => names.includes(f.name.trim()));
  if (taken.length === 0) return undefined;
  return { parameters: { ...draft.parameters, ...Object.fromEntries(taken.map(f => [f.name.trim(), f.value])) }, further: draft.further.filter(f => !taken.includes(f)) };
}
