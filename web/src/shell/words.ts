import { words } from "$lib/language.svelte";

export const t = words({
  projects: { en: "Projects", zh: "项目" },
  allProjects: { en: "All projects", zh: "所有项目" },
  chooseProject: { en: "Switch project", zh: "切换项目" },
  navigation: { en: "Pages", zh: "页面" },
  skip: { en: "Skip to the content", zh: "跳到正文" },
  jobs: { en: "Jobs", zh: "任务" },
  noJobs: { en: "No job runs", zh: "没有进行中的任务" },
  jobsRunning: { en: ["{n} job", "{n} jobs"], zh: "{n} 个任务" },
  language: { en: "中文", zh: "English" },
  switchLanguage: { en: "Switch to Chinese", zh: "切换到英文" },
  theme: { en: "Light or dark", zh: "明暗主题" },
  themeSystem: { en: "As the system", zh: "跟随系统" },
  themeLight: { en: "Light", zh: "浅色" },
  themeDark: { en: "Dark", zh: "深色" },
  account: { en: "Account", zh: "账户" },
  signOut: { en: "Sign out", zh: "退出登录" },
  menu: { en: "Account and appearance", zh: "账户与外观" },
  notFound: { en: "There is no such page", zh: "没有这个页面" },
  notFoundAbout: {
    en: "The address may be mistyped, or what it shows was removed.",
    zh: "地址可能有误，或者它所指的内容已被删除。",
  },
  toProjects: { en: "To the projects", zh: "返回项目列表" },
  unreachable: {
    en: "The server cannot be reached. Is Tinsmith still running?",
    zh: "无法连接服务器。Tinsmith 还在运行吗？",
  },
  tryAgain: { en: "Try again", zh: "重试" },
  more: { en: "More", zh: "更多" },
});
