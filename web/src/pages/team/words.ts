import { words } from "$lib/language.svelte";

export const t = words({
  title: { en: "Team", zh: "成员" },
  about: { en: "The members of this project and their roles.", zh: "谁参与此项目，以及各自的权限。" },
  add: { en: "Add", zh: "添加" },
  person: { en: "Person with an account", zh: "已有账户的成员" },
  choosePerson: { en: "Choose a person", zh: "选择成员" },
  nobodyElse: {
    en: "All accounts are in the list below. The owner of the studio creates accounts in Settings.",
    zh: "所有账户都已在下方列表中。账户由工作室所有者在“设置”中创建。",
  },
  ownerEverywhere: {
    en: "Owner of the studio: all permissions in all projects",
    zh: "工作室所有者：在所有项目中拥有全部权限",
  },
  role: { en: "Role", zh: "角色" },
  viewer: { en: "Viewer", zh: "查看者" },
  viewerAbout: { en: "can see everything, but change nothing", zh: "可查看全部，不可更改" },
  labeller: { en: "Labeller", zh: "标注员" },
  labellerAbout: { en: "can also add pictures and labels", zh: "还可添加图片和标注" },
  editor: { en: "Editor", zh: "编辑者" },
  editorAbout: {
    en: "can also change classes, create versions, train, and delete pictures",
    zh: "还可修改类别、创建版本、训练、删除图片",
  },
  owner: { en: "Owner", zh: "所有者" },
  ownerAbout: { en: "can also manage members and delete the project", zh: "还可管理成员、删除项目" },
  name: { en: "Name", zh: "用户名" },
  remove: { en: "Remove", zh: "移除" },
  removeTitle: { en: "Remove {name} from the project?", zh: "将 {name} 移出项目？" },
  removeAbout: { en: "The labels made by {name} are kept.", zh: "{name} 所做的标注会保留。" },
  you: { en: "you", zh: "您" },
  roleOf: { en: "Role of {name}", zh: "{name} 的角色" },
  peopleHint: { en: "The owner of the studio creates accounts in Settings.", zh: "账户由工作室所有者在“设置”中创建。" },
});
