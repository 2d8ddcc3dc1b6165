import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Diagnostic } from './compiling';
import { goTo, mark, reading, writing } from './editor';

export interface EditorHandle { goTo: (line: number, column: number) => void }

interface CodeEditorProps {
  value: string;
  language: string;
  label: string;
  /** Undefined: it is to read alone. */
  onChange?: ((text: string) => void) | undefined;
  /** What was said of `of`; shown while that is what stands there. */
  diagnostics?: { of: string; found: readonly Diagnostic[] } | null;
  ref?: Ref<EditorHandle>;
}

export function CodeEditor({ value, language, label, onChange, diagnostics, ref }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const first = useRef(value);
  first.current = value;
  const isWriting = onChange !== undefined;
  useEffect(() => {
    const extensions = isWriting ? writing(language, label, text => changed.current?.(text)) : reading(language, label);
    const made = new EditorView({ parent: box.current!, state: EditorState.create({ doc: first.current, extensions }) });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [language, label, isWriting]);
  useEffect(() => {
    const shown = view.current;
    if (shown && shown.state.doc.toString() !== value) shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const shown = view.current;
    if (shown && diagnostics && shown.state.doc.toString() === diagnostics.of) mark(shown, diagnostics.found);
  }, [diagnostics, language, label, isWriting]);
  useImperativeHandle(ref, () => ({ goTo: (line, column) => view.current && goTo(view.current, line, column) }), []);
  return <div ref={box} className="strategies-editor" />;
}
