import { useCallback, useEffect, useRef, useState } from 'react';
import type { Strategy } from '../../api/types';
import { useHotkeys } from '../../shell/hotkeys';
import { Badge, Button, Failure, Loading, Notice, Panel } from '../../ui/basics';
import { confirm, told } from '../../ui/Dialog';
import { CodeEditor, type EditorHandle } from './CodeEditor';
import { Conflict } from './Conflict';
import { DeclaredTable } from './DeclaredParameters';
import { Problems } from './Problems';
import { compile, type Compiled } from './compiling';
import { isDirty, write } from './drafts';
import { plural, useAdminOnly } from './parts';
import { useChecked } from './useChecked';
import { useCode } from './useCode';

/** Where its code is written. */
export default function CodeTab({ strategy }: { strategy: Strategy }) {
  const code = useCode(strategy);
  const { draft } = code;
  const { language } = strategy.stored!;
  const adminOnly = useAdminOnly();
  const check = useChecked(strategy.id, draft?.text, adminOnly === undefined);
  const [compiled, setCompiled] = useState<Compiled | { error: string } | null>(null);
  const [isCompiling, setCompiling] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const below = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (compiled) below.current?.scrollIntoView({ block: 'nearest' });
  }, [compiled]);
  const dirty = isDirty(draft);
  const { save } = code;
  const onChange = useCallback((text: string) => write(strategy.id, text), [strategy.id]);
  const actions = useRef({ save: () => {}, check: () => {} });
  actions.current = { save: () => adminOnly === undefined && void save(), check: () => adminOnly === undefined && check.now() };
  useEffect(() => {
    // Before the editor hears them, and the browser, which would save the page.
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || document.querySelector('dialog[open]')) return;
      if (e.key === 's') actions.current.save();
      else if (e.key === 'Enter') actions.current.check();
      else return;
      e.preventDefault();
      e.stopPropagation();
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
  // For the sheet of keys; the editor's are heard above.
  useHotkeys([
    { keys: 'Ctrl S', text: 'Save', group: 'Code', run: () => {} },
    { keys: 'Ctrl Enter', text: 'Check', group: 'Code', run: () => {} },
  ]);
  if (!draft) return code.error ? <Failure error={code.error} retry={code.retry} /> : <Loading />;

  const build = async () => {
    setCompiling(true);
    await compile(strategy.id).then(setCompiled, (e: unknown) => setCompiled({ error: told(e) }));
    setCompiling(false);
  };
  const found = check.result?.diagnostics ?? [];
  return (
    <>
      {code.isOvertaken && (
        <Notice tone="warn">
          <span className="row">
            Version {strategy.stored!.version} was stored while you write; you began from version {draft.base.version}.
            <Button small onClick={() => void code.compare()}>
              Show what changed
            </Button>
          </span>
        </Notice>
      )}
      <Panel
        className={`strategies-code ${found.length > 0 || compiled ? 'with-more' : ''}`}
        title={
          <span className="row" style={{ gap: 8 }}>
            Version {draft.base.version} {dirty ? <Badge tone="warn">unsaved changes</Badge> : <Badge>saved</Badge>}
            {adminOnly && <Badge>read only</Badge>}
          </span>
        }
        actions={
          <>
            <CheckState check={check} isChecked={adminOnly === undefined} />
            <Button small disabled={!dirty} title={dirty ? 'Throw away what isn’t saved' : 'Nothing is changed'} onClick={() => confirm({ title: 'Throw changes away', text: <p>What was written since version {draft.base.version} is lost.</p>, verb: 'Throw away', isDangerous: true, act: async () => code.revert() })}>
              Revert
            </Button>
            <Button small disabled={adminOnly !== undefined || check.isBusy} title={adminOnly ?? 'Check now (Ctrl+Enter)'} onClick={check.now}>
              Check
            </Button>
            <Button small look={dirty ? 'primary' : 'normal'} disabled={adminOnly !== undefined || !dirty || code.isSaving} title={adminOnly ?? 'Save as the next version (Ctrl+S)'} onClick={() => void save()}>
              {code.isSaving ? 'Saving…' : 'Save'}
            </Button>
            <Button small disabled={adminOnly !== undefined || dirty || isCompiling} title={adminOnly ?? (dirty ? 'Save first: what is stored is compiled' : 'Compiles what is stored; its constructor runs')} onClick={() => void build()}>
              {isCompiling ? 'Compiling…' : 'Compile'}
            </Button>
          </>
        }
      >
        <CodeEditor
          ref={editor}
          value={draft.text}
          language={language}
          label={`Code of ${strategy.id}`}
          onChange={adminOnly === undefined ? onChange : undefined}
          diagnostics={check.result && { of: check.result.of, found }}
        />
      </Panel>
      {check.error !== null && <Notice tone="warn">It could not be checked: {check.error}</Notice>}
      {compiled && (
        <div ref={below}>
          <CompiledPanel compiled={compiled} onClose={() => setCompiled(null)} onGo={(line, column) => editor.current?.goTo(line, column)} />
        </div>
      )}
      {found.length > 0 && <Problems title="Problems" found={found} leftOut={check.result!.left_out} isOld={check.result!.of !== draft.text} onGo={(line, column) => editor.current?.goTo(line, column)} />}
      {code.theirs && <Conflict draft={draft} theirs={code.theirs} language={language} onTake={code.takeTheirs} onKeep={code.keepMine} onClose={code.closeConflict} />}
    </>
  );
}

function CheckState({ check, isChecked }: { check: ReturnType<typeof useChecked>; isChecked: boolean }) {
  if (!isChecked) return null;
  const errors = check.result?.diagnostics.filter(d => d.severity === 'error').length ?? 0, warnings = (check.result?.diagnostics.length ?? 0) - errors;
  return (
    <span className="row strategies-checked" role="status" style={{ gap: 6 }}>
      {check.isBusy ? (
        <span className="muted">checking…</span>
      ) : !check.result ? null : errors > 0 ? (
        <Badge tone="bad">{plural(errors, 'error')}</Badge>
      ) : (
        <Badge tone="good">no errors</Badge>
      )}
      {!check.isBusy && warnings > 0 && <Badge tone="warn">{plural(warnings, 'warning')}</Badge>}
    </span>
  );
}

function CompiledPanel({ compiled, onClose, onGo }: { compiled: Compiled | { error: string }; onClose: () => void; onGo: (line: number, column: number) => void }) {
  const close = (
    <Button small look="quiet" onClick={onClose}>
      Close
    </Button>
  );
  if ('error' in compiled)
    return (
      <Panel title="Compiled" actions={close} padded>
        <Notice tone="bad">{compiled.error}</Notice>
      </Panel>
    );
  if (!compiled.ok) return <Problems title={`Version ${compiled.version} doesn’t compile`} found={compiled.diagnostics} leftOut={compiled.left_out} isOld={false} onGo={onGo} actions={close} />;
  return (
    <Panel title={`Version ${compiled.version} compiles`} actions={<><Badge tone="good">class {compiled.class}</Badge><span className="muted">{((compiled.bytes ?? 0) / 1024).toFixed(1)} KiB</span>{close}</>}>
      <DeclaredTable parameters={compiled.parameters ?? {}} />
    </Panel>
  );
}
