package main

import "github.com/spf13/cobra"

// commands are the subcommands, in the order of their stories: see it, use it,
// look into it, move data, talk to containers, the rest.
func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		a.demoCommand(), a.replCommand(), a.queryCommand(), a.askCommand(), a.updateCommand(),
		a.explainCommand(), a.benchCommand(), a.formatCommand(),
		a.loadCommand(), a.saveCommand(), a.convertCommand(), a.diffCommand(), a.checkCommand(),
		a.statsCommand(), a.describeCommand(),
		a.fetchCommand(), a.loginCommand(), a.sandboxCommand(), a.serveCommand(),
		a.completionCommand(), a.versionCommand(), a.docsCommand(), a.tourTopic(),
	}
}
