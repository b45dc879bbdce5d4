package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func named(host, id, version, info string) *Checklist {
	return &Checklist{Asset: Asset{HostName: host}, Stigs: []*Stig{{ID: id, Version: version, ReleaseInfo: info}}}
}

func TestFileName(t *testing.T) {
	for name, row := range map[string]struct {
		list *Checklist
		want string
	}{
		"plain":           {named("node1.example.mil", "RHEL_8_STIG", "1", "Release: 8 Benchmark Date: 27 Oct 2022"), "node1.example.mil_RHEL_8_STIG_V1R8.ckl"},
		"slash in the id": {named("n", "Bluetooth/Zigbee", "6", "Release: 9 Benchmark Date: 27 Oct 2022"), "n_Bluetooth_Zigbee_V6R9.ckl"},
		"decimal release": {named("n", "T", "1", "Release: 0.1 Benchmark Date: 27 Oct 2022"), "n_T_V1R0.1.ckl"},
		"unread release":  {named("n", "T", "1", "releaseinfo"), "n_T_V1Rreleaseinfo.ckl"},
		"traversal":       {named("../../etc/passwd", "T", "1", "Release: 1"), "_._.._etc_passwd_T_V1R1.ckl"},
		"hidden":          {named(".n", "T", "1", "Release: 1"), "_n_T_V1R1.ckl"},
		"V and R in them": {named("n", "T", "V2", "Release: R9 Benchmark Date: 27 Oct 2022"), "n_T_V2R9.ckl"},
		"r in lower case": {named("n", "T", "v1", "R12"), "n_T_V1R12.ckl"},
		"V2R9 in version": {named("n", "T", "V2R9", "Release: 9"), "n_T_V2R9.ckl"},
		"V1R12 alone":     {named("n", "T", "V1R12", ""), "n_T_V1R12.ckl"},
		"no version":      {named("n", "T", "", ""), "n_T.ckl"},
		"no release":      {named("n", "T", "2", ""), "n_T_V2.ckl"},
		"letters":         {named("nödé\x00 1", "T", "1", "Release: 1"), "n_d___1_T_V1R1.ckl"},
		"no host":         {named("", "T", "1", "Release: 1"), "unnamed_T_V1R1.ckl"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, FileName(row.list, CKL)) })
	}
}

func TestFileNamesClash(t *testing.T) {
	names, err := FileNames([]*Checklist{named("a", "T", "1", "Release: 1"), named("b", "T", "1", "Release: 1")}, CKLB)
	require.NoError(t, err)
	require.Equal(t, []string{"a_T_V1R1.cklb", "b_T_V1R1.cklb"}, names)
	_, err = FileNames([]*Checklist{named("web 1", "T", "1", "Release: 1"), named("WEB_1", "T", "1", "Release: 1")}, CKLB)
	require.EqualError(t, err, `asset "web 1" (T) and asset "WEB_1" (T) would both be written to "WEB_1_T_V1R1.cklb": give the assets different names`)
	_, err = FileNames([]*Checklist{named(strings.Repeat("x", 300), "T", "1", "Release: 1")}, CKL)
	require.ErrorContains(t, err, "shorten the host name")
}
