import { useState } from 'react';
import { Button, Notice } from '../../ui/basics';
import { Dialog, told } from '../../ui/Dialog';
import { DiffView } from './DiffView';
import type { Draft, StoredCode } from './drafts';

interface ConflictProps {
  draft: Draft;
  theirs: StoredCode;
  language: string;
  onTake: () => void;
  onKeep: () => Promise<void>;
  onClose: () => void;
}

/** Somebody stored another code since one began to write: what differs, and whose is to stand. */
export function Conflict({ draft, theirs, language, onTake, onKeep, onClose }: ConflictProps) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog
      title="The code was changed meanwhile"
      width={1080}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back to writing</Button>
          <Button look="danger-quiet" onClick={onTake} title="Yours is thrown away">
            Take theirs
          </Button>
          <Button
            look="primary"
            disabled={isBusy}
            title="Theirs stays among the versions"
            onClick={() => {
              setBusy(true);
              onKeep().catch((e: unknown) => {
                setError(told(e));
                setBusy(false);
              });
            }}
          >
            Keep mine
          </Button>
        </>
      }
    >
      <p>
        You began from version {draft.base.version}; version {theirs.version} is stored now. <b>Keep mine</b> stores yours as the next version, and version {theirs.version} stays in the history. <b>Take theirs</b> throws your changes away.
      </p>
      <DiffView left={{ title: `Theirs: version ${theirs.version}`, code: theirs.code }} right={{ title: 'Mine: not saved', code: draft.text }} language={language} />
      {error !== null && <Notice tone="bad">{error}</Notice>}
    </Dialog>
  );
}
