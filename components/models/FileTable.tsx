// The files of a stored model with sizes and hashes.

import { formatBytes } from '@/lib/bytes';
import type { StoredModel } from '@/lib/storage/models/types';

export function FileTable({ files }: { files: StoredModel['files'] }) {
  return (
    <table className="tabular mt-1.5 w-full text-left">
      <thead className="text-ink-2">
        <tr>
          <th className="py-0.5 pr-4 font-normal">File</th>
          <th className="py-0.5 pr-4 text-right font-normal">Size</th>
          <th className="hidden py-0.5 font-normal sm:table-cell">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {files.map(({ name, bytes, sha256 }) => (
          <tr key={name} className="border-line border-t">
            <td className="py-0.5 pr-4 break-all">{name}</td>
            <td className="py-0.5 pr-4 text-right whitespace-nowrap">{formatBytes(bytes)}</td>
            <td className="hidden max-w-0 truncate py-0.5 font-mono sm:table-cell" title={sha256 ?? undefined}>
              {sha256 ?? 'not known'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
