// A choice that this browser remembers. Storage may be forbidden; then it is remembered until the page is left.
export function kept<T extends string>(name: string, allowed?: readonly T[]) {
  const key = `tinsmith.${name}`;
  return {
    get(): T | undefined {
      try {
        const value = localStorage.getItem(key) as T | null;
        if (value !== null && (!allowed || allowed.includes(value))) return value;
      } catch {
        // Nothing was remembered.
      }
      return undefined;
    },
    set(value: T): void {
      try {
        localStorage.setItem(key, value);
      } catch {
        // It holds until the page is left.
      }
    },
  };
}
