import { words } from "$lib/language.svelte";

export const t = words({
  welcome: { en: "Welcome to Tinsmith", zh: "欢迎使用 Tinsmith" },
  welcomeAbout: {
    en: "Create the first account. It is the owner's account: it can change settings and create accounts for others.",
    zh: "请创建第一个账户。它属于所有者：可以更改设置，并为他人创建账户。",
  },
  signIn: { en: "Sign in", zh: "登录" },
  signInAbout: { en: "The owner of this studio creates accounts.", zh: "账户由本工作室的所有者创建。" },
  name: { en: "Name", zh: "用户名" },
  password: { en: "Password", zh: "密码" },
  passwordHint: {
    en: "At least 8 characters. A few unrelated words are easy to remember.",
    zh: "至少 8 个字符。几个不相关的词最容易记住。",
  },
  tooShort: { en: "The password must have at least 8 characters.", zh: "密码至少需要 8 个字符。" },
  unsaved: {
    en: [
      "The labels of {n} picture are not saved yet. They are kept in this browser, and sent once you have signed in.",
      "The labels of {n} pictures are not saved yet. They are kept in this browser, and sent once you have signed in.",
    ],
    zh: "有 {n} 张图片的标注尚未保存。它们保留在此浏览器中，您登录后会发送。",
  },
  makeOwner: { en: "Create the owner's account", zh: "创建所有者账户" },
  language: { en: "中文", zh: "English" },
});
