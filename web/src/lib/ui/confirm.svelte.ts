// Asks before something that cannot be undone:  if (await confirm({ title: t("deleteIt"), action: t("delete") })) …
export interface Question {
  title: string;
  about?: string;
  /** What the button says: the verb, as "Delete". */
  action: string;
  look?: "main" | "danger";
  /** Must be typed before the button can be pressed: for what takes much with it. */
  typed?: string;
}

export const asked = $state<{ question: Question | undefined }>({ question: undefined });
let answer: (yes: boolean) => void = () => {};

export function confirm(question: Question): Promise<boolean> {
  answer(false);
  asked.question = question;
  return new Promise((resolve) => (answer = resolve));
}

export function settle(yes: boolean): void {
  asked.question = undefined;
  answer(yes);
  answer = () => {};
}
