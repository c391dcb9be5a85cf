package main

import "github.com/spf13/cobra"

// commandGroup is a heading of trivet --help with its subcommands.
type commandGroup struct {
	id, title string
	commands  func(a *app) []*cobra.Command
}

// commandGroups are the subcommands, in the order of their stories: look into
// data, ask, move data, talk to containers, the rest.
func commandGroups() []commandGroup {
	return []commandGroup{
		{"explore", "Explore:", func(a *app) []*cobra.Command {
			return []*cobra.Command{a.demoCommand(), a.replCommand(), a.statsCommand(), a.describeCommand()}
		}},
		{"query", "Query:", func(a *app) []*cobra.Command {
			return []*cobra.Command{a.queryCommand(), a.askCommand(), a.updateCommand(), a.explainCommand(), a.formatCommand(), a.benchCommand()}
		}},
		{"data", "Files:", func(a *app) []*cobra.Command {
			return []*cobra.Command{a.loadCommand(), a.saveCommand(), a.convertCommand(), a.diffCommand(), a.checkCommand()}
		}},
		{"network", "Network:", func(a *app) []*cobra.Command {
			return []*cobra.Command{a.fetchCommand(), a.loginCommand(), a.sandboxCommand(), a.serveCommand()}
		}},
		{"rest", "The rest:", func(a *app) []*cobra.Command {
			return []*cobra.Command{a.completionCommand(), a.versionCommand()}
		}},
	}
}
