import { useMemo, useRef, useState, type ReactNode } from 'react';
import { flexRender, getCoreRowModel, getSortedRowModel, useReactTable, type ColumnDef, type SortingState } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Empty, Failure, Loading, Notice } from './basics';

/** A column of a grid. `value` is what it is sorted by, and shown where there is no `cell`. */
export interface Column<T> {
  id: string;
  title: string;
  value?: (row: T) => string | number | null | undefined;
  cell?: (row: T) => ReactNode;
  /** Figures: to the right. */
  num?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  /** On a phone alone: it holds what has several columns elsewhere. */
  phone?: boolean;
  /** Not greyed in an old row: by it one sees which, and how old. */
  clear?: boolean;
  about?: string;
}

interface GridProps<T> {
  label: string;
  columns: Column<T>[];
  rows: readonly T[] | undefined;
  rowId: (row: T) => string;
  /** What is said where there is nothing. */
  empty: ReactNode;
  error?: unknown;
  retry?: () => void;
  onRow?: (row: T) => void;
  chosen?: string | undefined;
  /** Rows whose figures aren't as they are now: greyed. */
  isOld?: (row: T) => boolean;
  sort?: { id: string; desc?: boolean };
  /** CSS; rows beyond it scroll, and only those in view are made. */
  height?: string;
}

// Below this many rows all are made: a reader of the screen then has them all.
const virtualAbove = 120;

/** A table of figures: sorted by a click on a heading, walked by arrow keys. */
export function Grid<T>(props: GridProps<T>) {
  const [sorting, setSorting] = useState<SortingState>(props.sort ? [{ id: props.sort.id, desc: props.sort.desc ?? false }] : []);
  const columns = useMemo<ColumnDef<T>[]>(
    () =>
      props.columns.map(c => ({
        id: c.id,
        header: c.title,
        // Unknown figures come last, whichever way it is sorted.
        ...(c.value ? { accessorFn: (row: T) => c.value!(row) ?? undefined, sortUndefined: 'last' as const } : { enableSorting: false }),
        cell: info => (c.cell ? c.cell(info.row.original) : (c.value?.(info.row.original) ?? '–')),
      })),
    [props.columns],
  );
  const rows = props.rows;
  const table = useReactTable({
    data: rows as T[] ?? none,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: props.rowId,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    sortDescFirst: true,
  });
  const scroll = useRef<HTMLDivElement>(null);
  const sorted = table.getRowModel().rows;
  const isVirtual = sorted.length > virtualAbove && props.height !== undefined;
  // Rows are higher on a phone (--row).
  const rowHeight = isVirtual && matchMedia('(max-width: 760px)').matches ? 34 : 28;
  const virtual = useVirtualizer({ count: isVirtual ? sorted.length : 0, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 12 });
  const seen = virtual.getVirtualItems();
  const before = isVirtual ? (seen[0]?.start ?? 0) : 0, after = isVirtual ? virtual.getTotalSize() - (seen.at(-1)?.end ?? 0) : 0;
  const shown = isVirtual ? seen.map(item => sorted[item.index]!) : sorted;

  if (rows === undefined) return props.error ? <Failure error={props.error} {...(props.retry ? { retry: props.retry } : {})} /> : <Loading />;
  const oldness = props.error ? (
    <div className="grid-old">
      <Notice tone="warn">Not up to date: {props.error instanceof Error ? props.error.message : String(props.error)}</Notice>
    </div>
  ) : null;
  if (rows.length === 0)
    return (
      <>
        {oldness}
        <Empty>{props.empty}</Empty>
      </>
    );
  return (
    <>
      {oldness}
      <div className="grid" ref={scroll} style={props.height === undefined ? undefined : { maxHeight: props.height }} tabIndex={props.onRow ? undefined : 0} role="region" aria-label={props.label}>
        <table aria-rowcount={sorted.length + 1}>
          <thead>
            <tr>
              {table.getHeaderGroups()[0]!.headers.map((header, i) => {
                const column = props.columns[i]!, direction = header.column.getIsSorted();
                return (
                  <th key={header.id} scope="col" title={column.about} className={classOf(column)} aria-sort={direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : undefined}>
                    {header.column.getCanSort() ? (
                      <button type="button" onClick={header.column.getToggleSortingHandler()}>
                        {column.title}
                        {direction === 'asc' && <ArrowUp size={12} aria-hidden />}
                        {direction === 'desc' && <ArrowDown size={12} aria-hidden />}
                      </button>
                    ) : (
                      column.title
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {before > 0 && (
              <tr aria-hidden>
                <td colSpan={columns.length} style={{ height: before, padding: 0, border: 0 }} />
              </tr>
            )}
            {shown.map(row => (
              <tr
                key={row.id}
                tabIndex={props.onRow ? 0 : undefined}
                className={`${props.onRow ? 'clickable' : ''} ${row.id === props.chosen ? 'chosen' : ''} ${props.isOld?.(row.original) ? 'old' : ''}`}
                onClick={props.onRow && (() => props.onRow!(row.original))}
                onKeyDown={
                  props.onRow &&
                  (e => {
                    if (e.target !== e.currentTarget) return;
                    if (e.key === 'Enter' || e.key === ' ') props.onRow!(row.original);
                    else if (e.key === 'ArrowDown') (e.currentTarget.nextElementSibling as HTMLElement | null)?.focus();
                    else if (e.key === 'ArrowUp') (e.currentTarget.previousElementSibling as HTMLElement | null)?.focus();
                    else return;
                    e.preventDefault();
                  })
                }
              >
                {row.getVisibleCells().map((cell, i) => (
                  <td key={cell.id} className={classOf(props.columns[i]!)}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </td>
                ))}
              </tr>
            ))}
            {after > 0 && (
              <tr aria-hidden>
                <td colSpan={columns.length} style={{ height: after, padding: 0, border: 0 }} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

const none: never[] = [];

function classOf<T>(column: Column<T>): string {
  return `${column.num ? 'num' : ''} ${column.wide ? 'wide-only' : ''} ${column.phone ? 'phone-only' : ''} ${column.clear ? 'clear' : ''}`.trim();
}
