import { useMemo } from 'react';
import { Link } from 'react-router';
import { useToday } from '../../api/queries';
import type { Balance } from '../../api/types';
import { fixed } from '../../format/format';
import { Empty, Loading, Notice, Panel } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { When } from '../../ui/When';

type Wallet = Balance['wallets'][number];

const columnsOf = (today: number | null): Column<Wallet>[] => [
  { id: 'asset', title: 'Asset', value: w => w.asset, cell: w => <b>{w.asset}</b> },
  { id: 'wallet', title: 'Wallet', value: w => w.wallet, cell: w => fixed(w.wallet, 4), num: true, about: 'Without unrealised profit' },
  { id: 'available', title: 'Available', value: w => w.available, cell: w => fixed(w.available, 4), num: true },
  { id: 'margin', title: 'Margin', value: w => w.margin, cell: w => fixed(w.margin, 4), num: true },
  { id: 'used', title: 'Used', value: used, cell: w => (used(w) === null ? '–' : `${fixed(used(w)! * 100, 2)} %`), num: true, wide: true, about: 'The margin, of the wallet' },
  { id: 'at', title: 'Told', value: w => w.available_ns, cell: w => <When ns={w.available_ns} today={today} />, num: true, wide: true, about: 'When the venue said so last, UTC' },
];

function used(w: Wallet): number | null {
  return w.margin === null || w.wallet <= 0 ? null : w.margin / w.wallet;
}

export function Wallets({ balance, stale }: { balance: Balance | null; stale: boolean }) {
  const today = useToday();
  const columns = useMemo(() => columnsOf(today), [today]);
  return (
    <Panel title="Wallets" stale={stale}>
      {balance === null ? (
        <Loading />
      ) : balance.wallets.length === 0 ? (
        <Empty>No wallet is known{balance.why_no_wallets ? `: ${balance.why_no_wallets}` : ''}.</Empty>
      ) : (
        <Grid label="Wallets" columns={columns} rows={balance.wallets} rowId={w => w.asset} empty="" sort={{ id: 'wallet', desc: true }} />
      )}
    </Panel>
  );
}

/** Where the ledger and the venue don't agree. Nothing is said where they do. */
export function Differences({ balance }: { balance: Balance | null }) {
  const differences = balance?.differences ?? [];
  if (differences.length === 0) return null;
  return (
    <Notice tone="bad">
      <b>Ledger and venue don't agree.</b>
      <ul className="plain-list positions-differences">
        {differences.map(d => (
          <li key={d}>{d}</li>
        ))}
      </ul>
      <Link to="/recovery">Look at the venue anew</Link>
    </Notice>
  );
}
