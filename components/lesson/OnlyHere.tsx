// Says of a link that no other device can open it: it names this one.

export function OnlyHere({ link }: { readonly link: string }) {
  const { host } = new URL(link);
  if (!/^(localhost|127\.|\[::1\])/.test(host)) return null;
  return (
    <p className="text-warn mt-2 text-xs text-pretty">
      Other devices cannot open {host}: open this page under the computer’s name in the network first.
    </p>
  );
}
