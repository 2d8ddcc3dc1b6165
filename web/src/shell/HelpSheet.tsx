import { Dialog } from '../ui/Dialog';
import { useHotkeyList } from './hotkeys';

/** All keys that work now. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const all = useHotkeyList(s => s.lists).flat();
  const groups = [...new Set(all.map(h => h.group))];
  return (
    <Dialog title="Keys" onClose={onClose} width={640}>
      <div className="columns" style={{ '--column': '240px' } as React.CSSProperties}>
        {groups.map(group => (
          <section key={group}>
            <h2 style={{ marginBottom: 6 }}>{group}</h2>
            <dl className="pairs">
              {all
                .filter(h => h.group === group)
                .map(h => (
                  <div key={h.keys} style={{ display: 'contents' }}>
                    <dt>
                      {h.keys.split(' ').map((key, i) => (
                        <kbd key={i} style={{ marginRight: 3 }}>
                          {key.length === 1 && key !== key.toLowerCase() ? `Shift ${key}` : key}
                        </kbd>
                      ))}
                    </dt>
                    <dd style={{ textAlign: 'left' }}>{h.text}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="faint">In lists: arrows up and down walk the rows, Enter opens one. Escape closes what is open.</p>
    </Dialog>
  );
}
