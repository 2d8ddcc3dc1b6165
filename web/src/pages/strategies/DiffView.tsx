import { useEffect, useRef, useState } from 'react';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { reading } from './editor';

export interface Side { title: string; code: string }

const narrow = '(max-width: 900px)';

/** What differs between two codes: side by side, or in one column where there is no room. */
export function DiffView({ left, right, language }: { left: Side; right: Side; language: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [isNarrow, setNarrow] = useState(() => matchMedia(narrow).matches);
  useEffect(() => {
    const query = matchMedia(narrow);
    const onChange = () => setNarrow(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  useEffect(() => {
    const collapseUnchanged = { margin: 3, minSize: 6 };
    const made = isNarrow
      ? new EditorView({
          parent: box.current!,
          state: EditorState.create({ doc: right.code, extensions: [reading(language, `${right.title}, changes against ${left.title}`), unifiedMergeView({ original: left.code, mergeControls: false, collapseUnchanged })] }),
        })
      : new MergeView({
          parent: box.current!,
          a: { doc: left.code, extensions: reading(language, left.title) },
          b: { doc: right.code, extensions: reading(language, right.title) },
          collapseUnchanged,
          gutter: true,
        });
    return () => made.destroy();
  }, [isNarrow, language, left.code, left.title, right.code, right.title]);
  return (
    <div className="strategies-diff">
      <div className="strategies-diff-heads">
        <span>
          <span className="down">−</span> {left.title}
        </span>
        <span>
          <span className="up">+</span> {right.title}
        </span>
      </div>
      {left.code === right.code && <p className="muted strategies-diff-same">They are the same.</p>}
      <div ref={box} className="strategies-diff-body" />
    </div>
  );
}
