/** Runs `make` as the set-up of a component; close() removes that component. */
export function mount<T>(make: () => T): { value: T; close: () => void } {
  let value: T | undefined;
  const close = $effect.root(() => {
    value = make();
  });
  return { value: value!, close };
}
