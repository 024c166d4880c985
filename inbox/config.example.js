// The settings of the page in production: copy this file to config.js and fill it in, as
// docs/hosting-the-inbox.md says. The local stack makes its own. None of these values is secret:
// the security rules protect what they lead to.
export default {
  // Firebase console, Project settings, Your apps, Web app.
  firebase: {
    apiKey: "",
    authDomain: "your-project.firebaseapp.com",
    projectId: "your-project",
    appId: "",
  },
  // As Terraform's variable `database`.
  database: "(default)",
};
