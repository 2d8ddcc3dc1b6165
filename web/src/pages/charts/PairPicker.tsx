import { useEffect, useRef, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import type { PairMetrics } from '../../api/types';
import { plain, signedPercent } from '../../format/format';
import { Button } from '../../ui/basics';

interface Picking { pairs: readonly PairMetrics[]; chosen: readonly string[]; most: number; onChange: (chosen: string[]) => void; isOpen: boolean; setOpen: (isOpen: boolean) => void }

/** The pairs that there are, of which some are looked at. */
export function PairPicker({ pairs, chosen, most, onChange, isOpen, setOpen }: Picking) {
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onDown = (e: PointerEvent) => {
      if (!box.current?.contains(e.target as Node)) setOpen(false);
    };
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== 'Escape') return;
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen, setOpen]);
  const shown = pairs.filter(p => p.symbol.toLowerCase().includes(text.trim().toLowerCase()));
  const isFull = chosen.length >= most;
  return (
    <div className="charts-picker" ref={box}>
      <Button aria-haspopup="true" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} title="Choose pairs (/)">
        Pairs <span className="muted">{chosen.length} of {most}</span> <ChevronDown size={14} aria-hidden />
      </Button>
      {isOpen && (
        <div className="charts-picker-list panel" role="group" aria-label="Pairs">
          <input className="input" autoFocus placeholder="Filter pairs" aria-label="Filter pairs" value={text} onChange={e => setText(e.target.value)} />
          <div className="charts-picker-rows">
            {shown.map(p => {
              const isChosen = chosen.includes(p.symbol);
              return (
                <label key={p.symbol} className={`charts-picker-row ${!isChosen && isFull ? 'faint' : ''}`}>
                  <input type="checkbox" checked={isChosen} disabled={!isChosen && isFull} onChange={() => onChange(isChosen ? chosen.filter(s => s !== p.symbol) : [...chosen, p.symbol])} />
                  <span className="grow">
                    {p.symbol} {!p.traded && <span className="faint">watched</span>}
                  </span>
                  <span className="num">{plain(p.last)}</span>
                  <span className={`num charts-picker-change ${Math.abs(p.change_60m ?? 0) < 5e-5 ? '' : p.change_60m! > 0 ? 'up' : 'down'}`}>{signedPercent(p.change_60m)}</span>
                </label>
              );
            })}
            {shown.length === 0 && <p className="muted">No pair is named so. The screener can watch further ones.</p>}
          </div>
          <div className="row spread">
            <Button small disabled={chosen.length === 0} onClick={() => onChange([])}>
              None
            </Button>
            <span className="faint">{isFull ? `${most} at most` : 'Change: 60 min'}</span>
          </div>
        </div>
      )}
    </div>
  );
}
