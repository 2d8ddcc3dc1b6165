import { create } from 'zustand';

/** Values of parameters that were typed and not applied yet, by name. */
export type Edits = Readonly<Record<string, string>>;

const none: Edits = {};

// By the ids of strategies. Here and not in the form, so that looking at another tab loses nothing.
const useAllEdits = create<Record<string, Edits | undefined>>(() => ({}));

export function useEdits(id: string): Edits {
  return useAllEdits(s => s[id] ?? none);
}

export function useHasEdits(id: string): boolean {
  return useAllEdits(s => Object.keys(s[id] ?? none).length > 0);
}

export function dropEdits(id: string): void {
  useAllEdits.setState({ [id]: undefined });
}

/** `now`: the value that holds; typed so it is no edit. */
export function edit(id: string, name: string, text: string, now: string | undefined): void {
  const { [name]: _, ...others } = useAllEdits.getState()[id] ?? none;
  useAllEdits.setState({ [id]: text === now ? others : { ...others, [name]: text } });
}

export function editsOf(id: string): Edits {
  return useAllEdits.getState()[id] ?? none;
}
