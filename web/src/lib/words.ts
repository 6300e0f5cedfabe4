import { words } from "./language.svelte";

export const t = words({
  restore: { en: "Restore a backup", zh: "从备份恢复" },
  restoring: { en: "Reading the backup.", zh: "正在读取备份。" },

  makeOwnerTitle: { en: "Create the first account", zh: "创建第一个账户" },
  makeOwnerAbout: {
    en: "This studio has no accounts yet: everybody at this machine has all permissions, and nobody else can reach it. The first account is the owner's. It enables sign-in, roles for other people, and API keys for scripts.",
    zh: "本工作室还没有账户：使用这台计算机的人可以进行所有操作，其他人无法访问。第一个账户属于所有者。创建后即可登录、为他人分配角色，并为脚本创建 API 密钥。",
  },
  ownerPassword: { en: "Password", zh: "密码" },
  ownerPasswordHint: {
    en: "At least 8 characters. From now on it is needed to sign in here.",
    zh: "至少 8 个字符。此后登录需要此密码。",
  },
  firstPasswordTooShort: { en: "The password must have at least 8 characters.", zh: "密码至少需要 8 个字符。" },
  makeOwner: { en: "Create the account", zh: "创建账户" },
  ownerMade: { en: "You are signed in as the owner.", zh: "您已作为所有者登录。" },
  ownerName: { en: "Name", zh: "用户名" },
});
